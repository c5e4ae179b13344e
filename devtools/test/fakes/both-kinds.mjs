// Gives an output and a refusal at once.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('both-kinds'), (request) =>
  line({ seq: request.seq, output: {}, rejected: {}, ...rightAnswer(request) }),
)
