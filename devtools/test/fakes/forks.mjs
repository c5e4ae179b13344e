// Answers rightly, and leaves a process behind that no one asked for; its id is on standard error.
import { spawn } from 'node:child_process'
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

const child = spawn(
  process.execPath,
  ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
  {
    stdio: 'ignore',
  },
)
child.unref()
process.stderr.write(`left ${child.pid}\n`)

await serve(announcement('forks'), (request) => line({ seq: request.seq, ...rightAnswer(request) }))
