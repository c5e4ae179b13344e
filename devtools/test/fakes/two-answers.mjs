// Gives every right answer twice.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('two-answers'), (request) =>
  line({ seq: request.seq, ...rightAnswer(request) }).repeat(2),
)
