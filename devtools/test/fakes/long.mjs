// Says what its argument names, as long as one answer may be, or as deep.
import { announcement, line, serve } from './serve.mjs'

const [, , what] = process.argv
const TEXT = 'long '.repeat(60_000)
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000)

const start = announcement('long')
if (what === 'texts')
  Object.assign(start.implementation, { name: TEXT, version: TEXT, language: TEXT })
if (what === 'deep-start') process.stdout.write(`{"protocol":${DEEP}}\n`)

await serve(start, ({ seq }) => {
  if (what === 'deep')
    return `{"seq":${seq},"output":{"parameters":${DEEP},"encoded":"x","valid":true,"results":[]}}\n`
  if (what === 'lines') return '\n'.repeat(900_000)
  return line({
    seq,
    output: { encoded: TEXT, parameters: [[TEXT, '']], valid: true, results: [] },
  })
})
