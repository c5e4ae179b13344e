// Which request of a HAR file is meant: by its number, or by a part of its URL; and what is said where none is.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from '../../src/input/index.ts'
import type { CountersignError } from '../../../src/signing/index.ts'

const headers = [{ name: 'Authorization', value: 'OAuth oauth_signature="x"' }]
const har = JSON.stringify({
  log: {
    entries: [
      { request: { method: 'GET', url: 'https://cdn.example/app9.js?v=0', headers: [] } },
      {
        request: {
          method: 'POST',
          url: 'https://me:hidden@api.example/v1/items?key=hidden',
          headers,
        },
      },
      { request: { method: 'GET', url: 'https://api.example/v1/other#hidden', headers } },
    ],
  },
})
const ALL =
  '1 GET https://cdn.example/app9.js, 2 POST https://api.example/v1/items, 3 GET https://api.example/v1/other'

function refusal(entry: string | null): string {
  try {
    readRequest(har, { entry })
  } catch (error) {
    const { code, message, hint } = error as CountersignError
    assert.deepEqual([code, /--entry/.test(hint)], ['unreadable-input', true])
    return message
  }
  return assert.fail('an entry was taken')
}

test('a number is a place in the file, and one that is out of range says how many there are', () => {
  assert.equal(readRequest(har, { entry: '1' }).url, 'https://cdn.example/app9.js?v=0')
  for (const entry of ['0', '4', '9'])
    assert.equal(
      refusal(entry),
      `there is no request ${entry} in a HAR file with 3 requests, of which 2 are signed: ${ALL}`,
    )
})

test('a text that no URL holds says so, and lists what is there', () => {
  assert.equal(
    refusal('nope'),
    `no URL holds "nope" in a HAR file with 3 requests, of which 2 are signed: ${ALL}`,
  )
})

test('a text that several URLs hold, and no text at all, list what would do', () => {
  assert.match(
    refusal('/v1/'),
    /^"\/v1\/" fits several in a HAR file with 2 requests, of which 2 are signed: 2 POST/,
  )
  assert.equal(refusal(null), `a HAR file with 3 requests, of which 2 are signed: ${ALL}`)
})

test('a path is listed without what may be a parameter, a password or a token', () => {
  const listed = (url: string): string => {
    const entry = { request: { method: 'GET', url, headers: [] } }
    try {
      readRequest(
        JSON.stringify([entry, { request: { ...entry.request, url: 'https://h.example/' } }]),
      )
    } catch (error) {
      return /: 1 GET (.*), 2 GET/.exec((error as CountersignError).message)![1]!
    }
    return assert.fail('an entry was taken')
  }
  assert.equal(listed('https://h.example/a/b'), 'https://h.example/a/b')
  assert.equal(listed('https://h.example/a;session=hidden/b'), 'https://h.example/a…')
  assert.equal(
    listed('https://h.example/to/http://me:hidden@o.example/'),
    'https://h.example/to/http…',
  )
  assert.equal(listed('https://h.example/key=hidden'), 'https://h.example/key…')
  assert.equal(listed('https:hidden'), 'https:…')
  assert.equal(
    listed('https://h.example/v1/reset/kd94hf93k423kf44'),
    'https://h.example/v1/reset/…',
  )
})
