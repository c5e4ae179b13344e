// Gives no answer to each request whose number is a multiple of its argument, and cannot be asked to stop. Its process
// id goes to standard error, and to the file named by a second argument.
import { writeFileSync } from 'node:fs'
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

const every = Number(process.argv[2] ?? 1)
process.on('SIGTERM', () => {}).on('SIGINT', () => {})
process.stderr.write(`pid ${process.pid}\n`)
if (process.argv[3]) writeFileSync(process.argv[3], String(process.pid))

await serve(announcement('hangs'), (request) => {
  if (request.seq % every !== 0) return line({ seq: request.seq, ...rightAnswer(request) })
  setInterval(() => {}, 1000)
  return new Promise(() => {})
})
