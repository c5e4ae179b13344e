// Gives right answers under another request's number.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('wrong-seq'), (request) =>
  line({ seq: request.seq + 1000, ...rightAnswer(request) }),
)
