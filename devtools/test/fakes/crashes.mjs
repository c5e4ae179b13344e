// Ends at each request whose number is a multiple of its argument; at every one without an argument.
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

const every = Number(process.argv[2] ?? 1)

await serve(announcement('crashes'), (request) => {
  if (request.seq % every !== 0) return line({ seq: request.seq, ...rightAnswer(request) })
  process.stderr.write('Segmentation error, as it were\n', () => process.exit(3))
  return new Promise(() => {})
})
