// Writes what is no protocol before its announcement, and before each right answer whose number is even.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

process.stdout.write('Welcome to garbage 1.0!\n')

await serve(
  announcement('garbage'),
  (request) =>
    (request.seq % 2 === 0 ? `DEBUG about to answer ${'x'.repeat(500)}\n` : '') +
    line({ seq: request.seq, ...rightAnswer(request) }),
)
