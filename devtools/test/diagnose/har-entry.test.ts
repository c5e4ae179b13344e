// Selecting a request of a HAR file by its number or by a part of its URL.
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
  return assert.fail('an entry was selected')
}

test('selects a request by its number, and lists the requests for a number out of range', () => {
  assert.equal(readRequest(har, { entry: '1' }).url, 'https://cdn.example/app9.js?v=0')
  for (const entry of ['0', '4', '9'])
    assert.equal(
      refusal(entry),
      `the HAR file has no request ${entry}; it has 3 requests, of which 2 are signed: ${ALL}`,
    )
})

test('lists the requests if no URL contains the text', () => {
  assert.equal(
    refusal('nope'),
    `no URL in the HAR file contains "nope"; the file has 3 requests, of which 2 are signed: ${ALL}`,
  )
})

test('lists the matching requests if several URLs contain the text or no text is given', () => {
  assert.match(refusal('/v1/'), /^"\/v1\/" matches 2 requests, of which 2 are signed: 2 POST/)
  assert.equal(refusal(null), `the HAR file has 3 requests, of which 2 are signed: ${ALL}`)
})

test('lists paths without path parameters, passwords and tokens', () => {
  const listed = (url: string): string => {
    const entry = { request: { method: 'GET', url, headers: [] } }
    try {
      readRequest(
        JSON.stringify([entry, { request: { ...entry.request, url: 'https://h.example/' } }]),
      )
    } catch (error) {
      return /: 1 GET (.*), 2 GET/.exec((error as CountersignError).message)![1]!
    }
    return assert.fail('an entry was selected')
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
