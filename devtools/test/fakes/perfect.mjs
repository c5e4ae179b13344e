// Answers every vector as the suite expects it.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

await serve(announcement('perfect'), (request) =>
  line({ seq: request.seq, ...rightAnswer(request) }),
)
