// Answers rightly, and leaves a process behind that holds its pipes, in a session of its own: as its child ("session"),
// as its child without the environment ("bare"), as the child of a process that has ended ("orphan"), or as one without
// the environment ("stranger"). Its process id is on standard error. With a second argument "crash" the fake crashes at
// its third request.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rightAnswer } from './key.mjs'
import { announcement, line, serve } from './serve.mjs'

const [, , how, moment] = process.argv
const stdio = ['ignore', 'inherit', 'inherit']
// Each ends by itself in case that the test does not end it.
const STAY = 'setTimeout(() => {}, 90_000)'
const PASS_ON = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', '${STAY}'], {
    detached: true, stdio: ['ignore', 'inherit', 'inherit'],
  })
  child.unref()
  process.stderr.write('left ' + child.pid + '\\n')`

const env = how === 'bare' || how === 'stranger' ? {} : process.env
if (how === 'session' || how === 'bare') {
  const child = spawn(process.execPath, ['-e', STAY], { detached: true, stdio, env })
  child.unref()
  process.stderr.write(`left ${child.pid}\n`)
} else {
  await once(spawn(process.execPath, ['-e', PASS_ON], { stdio, env }), 'exit')
}

await serve(announcement('leaves'), (request) => {
  if (moment === 'crash' && request.seq === 3) process.exit(9)
  return line({ seq: request.seq, ...rightAnswer(request) })
})
