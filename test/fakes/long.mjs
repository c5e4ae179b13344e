// Says what its argument names, as long as one answer may be, or as deep.
import { announcement, line, serve } from './serve.mjs'

const [, , what] = process.argv
const TEXT = 'long '.repeat(180_000)
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000)

const { implementation, operations, ...rest } = announcement('long')
const names = Array.from({ length: 150_000 }, (_, position) => `o${position}`)
const STARTS = {
  name: { implementation: { ...implementation, name: TEXT } },
  version: { implementation: { ...implementation, version: TEXT } },
  language: { implementation: { ...implementation, language: TEXT } },
  operation: { operations: [...operations, TEXT] },
  operations: { operations: [...operations, ...names] },
  methods: { methods: [...rest.methods, ...names] },
  protocol: { protocol: TEXT },
}
const start = { ...rest, implementation, operations, ...STARTS[what] }
if (what === 'deep-start') process.stdout.write(`{"protocol":${DEEP}}\n`)

const ANSWERS = {
  output: { output: { encoded: TEXT, parameters: [[TEXT, '']], valid: true, results: [{ valid: true, reason: TEXT }] } },
  rejected: { rejected: { code: 'no', message: TEXT } },
  skipped: { skipped: { reason: TEXT } },
  errored: { errored: { message: TEXT } },
  lines: { output: { encoded: '' } },
}

await serve(start, ({ seq }) => {
  if (what === 'deep') return `{"seq":${seq},"output":{"parameters":${DEEP},"encoded":"x","valid":true,"results":[]}}\n`
  return line({ seq, ...(ANSWERS[what] ?? { output: { encoded: '' } }) }) + (what === 'lines' ? '\n'.repeat(900_000) : '')
})
