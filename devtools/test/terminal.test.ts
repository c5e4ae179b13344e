// What reaches a terminal: colour, and prompts.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { ask, isColoured } from '../src/terminal/index.ts'

const terminal = { isTTY: true }

test('colour is for terminals that show it, to people who want it', () => {
  assert.equal(isColoured(terminal, { env: {} }), true)
  assert.equal(isColoured({}, { env: {} }), false)
  assert.equal(isColoured(terminal, { env: { NO_COLOR: '1' } }), false)
  assert.equal(isColoured(terminal, { env: { TERM: 'dumb' } }), false)
  // https://no-color.org: an empty value does not count.
  assert.equal(isColoured(terminal, { env: { NO_COLOR: '', TERM: 'xterm' } }), true)
})

test('a prompt leaves no listener on the signal, whether it is answered or aborted', async () => {
  const ending = new AbortController()
  const io = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: {},
  }
  const answered = ask(io, 'the account', ending.signal)
  io.stdin.write(' me \n')
  assert.equal(await answered, 'me')
  assert.equal(getEventListeners(ending.signal, 'abort').length, 0)
  const aborted = ask({ ...io, stdin: new PassThrough() }, 'the account', ending.signal)
  ending.abort(new Error('enough'))
  await assert.rejects(aborted, /enough/)
  assert.equal(getEventListeners(ending.signal, 'abort').length, 0)
})
