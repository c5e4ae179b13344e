// Malformed input that once caused a JavaScript error: it is refused with a typed error and a hint.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { runAdapter } from '../../src/conformance/adapter/adapter.ts'
import { readVectorFile } from '../../src/conformance/suite/vector-file.ts'
import { readBaseString, readRequest } from '../../src/input/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'

function refusal(read: () => unknown): CountersignError {
  try {
    read()
  } catch (error) {
    assert.ok(error instanceof CountersignError, String(error).slice(0, 200))
    assert.match(error.hint, /\w/)
    return error
  }
  return assert.fail('nothing was refused')
}

const har = (postData: unknown): string =>
  JSON.stringify({ method: 'POST', url: 'https://h.example/', headers: [], postData })

test('reads postData with missing members, and refuses members of a wrong type', () => {
  for (const postData of [
    null,
    {},
    { text: null },
    { params: null },
    { text: 'a' },
    { params: [{ name: 'a' }] },
  ])
    readRequest(har(postData))
  const wrong = [
    5,
    'text',
    [],
    { mimeType: 5 },
    { text: {} },
    { params: 'a' },
    { params: {} },
    { params: [null] },
    { params: [5] },
    { params: [{}] },
    { params: [{ name: 1 }] },
    { params: [{ name: 'a', value: 1 }] },
    { params: [{ name: 'a', fileName: [] }] },
    { _file: 5 },
  ]
  for (const postData of wrong) {
    const error = refusal(() => readRequest(har(postData)))
    assert.equal(error.code, 'unreadable-input', JSON.stringify(postData))
    assert.match(error.message, /postData/)
  }
})

test('refuses an escape beyond Unicode with its position', () => {
  const error = refusal(() => readRequest("curl https://h.example/$'\\U00200000'"))
  assert.equal(error.code, 'unreadable-input')
  assert.match(error.message, /character 26: the escape \\U00200000 is not a Unicode character/)
  assert.equal(
    readRequest("curl https://h.example/$'\\U0010FFFF'").url,
    'https://h.example/%F4%8F%BF%BF',
  )
})

test('reads a base string with a malformed percent escape unchanged', () => {
  const { text } = readBaseString('error: GET%26https%253A%252F%252Fh%26a%3D%zz')
  assert.equal(text, 'GET&https%3A%2F%2Fh&a=%zz')
})

test('the list of HAR requests shows no part of a URL that may be a password', () => {
  const entry = (url: string): object => ({ method: 'GET', url, headers: [] })
  for (const url of [
    'https:user:Tr0ub4dor@h/',
    'https:/user:Tr0ub4dor@h/',
    'data:,Tr0ub4dor',
    'Tr0ub4dor',
  ]) {
    const { message } = refusal(() =>
      readRequest(JSON.stringify([entry(url), entry('https://h.example/a?b')])),
    )
    assert.doesNotMatch(message, /Tr0ub4dor/)
    assert.match(message, /2 GET https:\/\/h\.example\/a$/)
  }
})

test('the error for a malformed URL quotes only its scheme', () => {
  for (const url of [
    'https://user:Tr0ub4dor',
    'https://us er:Tr0ub4dor',
    'https://[Tr0ub4dor',
    'https://%Tr0ub4dor',
    'https:///Tr0ub4dor',
  ])
    assert.match(refusal(() => readRequest(`curl '${url}'`)).message, /: "https:\/\/…"$/)
  assert.match(refusal(() => readRequest('curl ftp://Tr0ub4dor')).message, /: "ftp:\/\/…"$/)
})

test('the error for an invalid method does not quote it', () => {
  for (const method of ['=Tr0ub4dor', 'Tr0ub4dor 3', 'Tr0ub4dor\u202E', '']) {
    const har = { method, url: 'https://h.example/', headers: [] }
    const { code, message } = refusal(() => readRequest(JSON.stringify(har)))
    assert.deepEqual(
      [code, message],
      ['invalid-method', 'the method of the request is not an HTTP method'],
    )
  }
})

test('refuses a malformed vector file', () => {
  const file = (more: object): string =>
    JSON.stringify({
      format: 'countersign-vectors/1',
      suite: 'a',
      operation: 'sign',
      count: 1,
      flags: {},
      ...more,
    })
  const withTest = (more: object): string => {
    const one = { id: 'a/b', level: 'must', spec: [{}], flags: [], input: {}, expect: {}, ...more }
    return file({ groups: [{ tests: [one] }] })
  }
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const texts = [
    file({ groups: [null] }),
    file({ groups: [5] }),
    withTest({ expect: { oneOf: [null] } }),
    withTest({ expect: { oneOf: ['rejected'] } }),
    withTest({ input: { a: 0 } }).replace('"a":0', `"a":${deep}`),
    file({ groups: [], operation: 0 }).replace('"operation":0', `"operation":${deep}`),
    deep,
  ]
  for (const text of texts)
    assert.equal(refusal(() => readVectorFile('a.json', text)).code, 'invalid-suite')
})

test('the adapter names the malformed member of a message', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const messages = [
    [
      '{"command":"run","seq":1,"operation":"percentEncode"}',
      /the input of percentEncode is not a JSON object/,
    ],
    [
      '{"command":"run","seq":1,"operation":"percentEncode","input":{"text":5}}',
      /"text" in the input/,
    ],
    [
      '{"command":"run","seq":1,"operation":"percentEncode","input":{"text":{"hex":"c"}}}',
      /"text" in the input/,
    ],
    [
      '{"command":"run","seq":1,"operation":"baseStringUri","input":{"url":[]}}',
      /"url" in the input/,
    ],
    [
      '{"command":"run","seq":1,"operation":"normalizeParameters","input":{"parameters":[["a"]]}}',
      /"parameters"/,
    ],
    [
      '{"command":"run","seq":1,"operation":"sign","input":{"method":"GET","url":"https://h/"}}',
      /"signatureMethod"/,
    ],
    [
      '{"command":"run","seq":1,"operation":"verify","input":{"request":{}}}',
      /"request" in the input/,
    ],
    ['{"command":"run","seq":1,"operation":{}}', /names no operation/],
    [`{"command":"run","seq":1,"operation":${deep}}`, /names no operation/],
    [`{"command":"run","seq":${deep},"operation":"dance"}`, /no operation "dance"/],
    [`{"command":${deep}}`, /the command is not/],
  ] as const
  for (const [message, expected] of messages) {
    const [input, output] = [new PassThrough(), new PassThrough()]
    input.end(`${message}\n`)
    await runAdapter(input, output, '1')
    const { errored } = JSON.parse(String(output.read())) as { errored: { message: string } }
    assert.match(errored.message, expected)
  }
})
