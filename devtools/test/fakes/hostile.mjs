// Puts markup, quotes, controls and marks of direction wherever a text of its own may show up in a report.
import { announcement, line, serve } from './serve.mjs'

const TAGS = `<script>document.title='owned'</script>"'><img src=x onerror="document.title='owned'">`
const STEERING = '\u001b[31m\u009b31m\u202egnp.exe\u2066\u061c\u200e\u200f\u200b\ufeff\u2028\u2029'
const HOSTILE = `${TAGS}&amp;${STEERING}]]>`
const { implementation, ...rest } = announcement('')
process.stderr.write(`${HOSTILE}\n`)
process.stdout.write(`${HOSTILE}\n`)

await serve(
  {
    ...rest,
    implementation: { ...implementation, name: HOSTILE, version: HOSTILE, language: HOSTILE },
  },
  ({ seq, operation }) => {
    const kinds = [
      {
        output: {
          encoded: HOSTILE,
          baseStringUri: HOSTILE,
          normalizedParameters: HOSTILE,
          signatureBaseString: HOSTILE,
          signature: HOSTILE,
          valid: false,
          reason: HOSTILE,
        },
      },
      { rejected: { code: HOSTILE, message: HOSTILE } },
      { errored: { message: HOSTILE } },
    ]
    return line({ seq, ...(operation === 'verify' ? kinds[0] : kinds[seq % 3]) })
  },
)
