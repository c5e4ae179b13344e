// Answers rightly, and writes much to standard error.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('babbles'), (request) => {
  process.stderr.write(`${'babble '.repeat(20_000)}\nlast of ${request.seq}\n`)
  return line({ seq: request.seq, ...rightAnswer(request) })
})
