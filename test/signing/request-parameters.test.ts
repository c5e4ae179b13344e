import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  collectParameters,
  type HeaderList,
  isFormContentType,
  normalizeParameters,
  type Parameter,
  parseForm,
  signRequest,
} from '../../src/signing/index.ts'
import { CREDENTIALS, forAll, refusal } from './support.ts'

const FORM: HeaderList = [['Content-Type', 'application/x-www-form-urlencoded']]

/** The normalized parameters of a request, without the protocol parameters. */
function collect(
  query: string,
  body: string | Uint8Array | null = null,
  headers: HeaderList = [],
): string {
  const { normalizedParameters } = signRequest(
    { method: 'POST', url: `http://h/${query}`, headers, body },
    CREDENTIALS,
  ).trace
  return normalizedParameters
    .split('&')
    .filter((pair) => !pair.startsWith('oauth_'))
    .join('&')
}

test('normalizes the example of RFC 5849 §3.4.1.3.2', () => {
  const parameters: Parameter[] = [
    ['b5', '=%3D'],
    ['a3', 'a'],
    ['c@', ''],
    ['a2', 'r b'],
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
    ['c2', ''],
    ['a3', '2 q'],
  ]
  assert.equal(
    normalizeParameters(parameters),
    'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a' +
      '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7',
  )
})

test('normalizes the cases of the OAuth wiki, OAuth Core 1.0a §9.1.1', () => {
  assert.equal(normalizeParameters([['name', '']]), 'name=')
  assert.equal(normalizeParameters([['a', 'b']]), 'a=b')
  assert.equal(
    normalizeParameters([
      ['a', 'b'],
      ['c', 'd'],
    ]),
    'a=b&c=d',
  )
  assert.equal(
    normalizeParameters([
      ['a', 'x!y'],
      ['a', 'x y'],
    ]),
    'a=x%20y&a=x%21y',
  )
  assert.equal(
    normalizeParameters([
      ['x!y', 'a'],
      ['x', 'a'],
    ]),
    'x=a&x%21y=a',
  )
})

test('normalizes the example of OAuth Core 1.0a §9.1.1', () => {
  assert.equal(
    normalizeParameters([
      ['a', '1'],
      ['c', 'hi there'],
      ['f', '25'],
      ['f', '50'],
      ['f', 'a'],
      ['z', 'p'],
      ['z', 't'],
    ]),
    'a=1&c=hi%20there&f=25&f=50&f=a&z=p&z=t',
  )
})

test('sorts encoded names by their bytes, then encoded values, as pairs, by hand from §3.4.1.3.2', () => {
  assert.equal(
    normalizeParameters([
      ['c2', ''],
      ['c@', ''],
    ]),
    'c%40=&c2=',
  )
  assert.equal(
    normalizeParameters([
      ['a-b', '1'],
      ['a', '1'],
      ['a1', '1'],
    ]),
    'a=1&a-b=1&a1=1',
  )
  assert.equal(
    normalizeParameters([
      ['b', '1'],
      ['B', '2'],
      ['a', '3'],
      [Uint8Array.of(0xe9), '4'],
    ]),
    '%E9=4&B=2&a=3&b=1',
  )
  assert.equal(
    normalizeParameters([
      ['\u{1F600}', '1'],
      ['\uFF5A', '2'],
    ]),
    '%EF%BD%9A=2&%F0%9F%98%80=1',
  )
  assert.equal(
    normalizeParameters([
      ['f', '9'],
      ['f', '10'],
      ['f', ''],
    ]),
    'f=&f=10&f=9',
  )
})

test('keeps all identical pairs', () => {
  assert.equal(
    normalizeParameters([
      ['f', '1'],
      ['f', '1'],
    ]),
    'f=1&f=1',
  )
})

test('leaves out oauth_signature, and no similar name', () => {
  assert.equal(
    normalizeParameters([
      ['oauth_signature', 'x'],
      ['oauth_signature_method', 'y'],
      ['OAuth_signature', 'z'],
      ['realm', 'r'],
    ]),
    'OAuth_signature=z&oauth_signature_method=y&realm=r',
  )
})

test('is empty if there is no parameter', () => {
  assert.equal(normalizeParameters([]), '')
})

test('collects query and form body as the example of RFC 5849 §3.4.1.3.1', () => {
  assert.equal(
    collect('request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', 'c2&a3=2+q', FORM),
    'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=',
  )
})

test('collects query and body for every method', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'FROB']) {
    const { trace } = signRequest(
      { method, url: 'http://h/p?b=2', headers: FORM, body: 'a=1' },
      CREDENTIALS,
    )
    assert.match(
      trace.signatureBaseString,
      new RegExp(`^${method}&http%3A%2F%2Fh%2Fp&a%3D1%26b%3D2%26oauth_`),
    )
  }
})

test('collects no body of another Content-Type, nor one without', () => {
  for (const headers of [
    [],
    [['Content-Type', 'text/plain']],
    [['Content-Type', 'multipart/form-data; boundary=x']],
  ] satisfies HeaderList[]) {
    assert.equal(collect('?b=2', 'a=1', headers), 'b=2')
  }
})

test('collects a form body that was given as octets', () => {
  assert.equal(collect('', Buffer.from('a=%C3%A9'), FORM), 'a=%C3%A9')
  assert.equal(collect('', Buffer.from('a=é'), FORM), 'a=%C3%A9')
})

test('decodes a value of the query once, for every name', () => {
  assert.equal(
    collect('?a=%252B&b=a+b&c=%E9&d=%zz&e=[x]'),
    'a=%252B&b=a%20b&c=%E9&d=%25zz&e=%5Bx%5D',
  )
})

test('a parameter named realm in the query is signed', () => {
  assert.equal(collect('?realm=r'), 'realm=r')
})

test('refuses a body that is not a form under the Content-Type of a form', () => {
  for (const body of ['{"a":1}', ' [ "a" ]', '[{}]', Uint8Array.of(0x61, 0x3d, 0xe9)]) {
    refusal('invalid-body', '3.4.1.3.1', () => collect('', body, FORM))
  }
  refusal('lone-surrogate', '3.6', () => collect('', 'a=\uD800', FORM))
  assert.equal(collect('', '[a]=1', FORM), '%5Ba%5D=1', 'a field may be named so')
})

test('refuses two Content-Types', () => {
  const error = refusal('duplicate-header', '3.5', () =>
    collect('', 'a=1', [['content-type', 'text/plain'], ...FORM]),
  )
  assert.match(error.message, /content-type/)
})

test('the order of parameters does not change the result', async () => {
  await forAll(500, (random) => {
    const parameters = Array.from(
      { length: random.below(8) },
      (): Parameter => [random.text(3), random.text(3)],
    )
    assert.equal(normalizeParameters(random.shuffle(parameters)), normalizeParameters(parameters))
  })
})

test('sorts as an independent sort of encoded octets does', async () => {
  await forAll(500, (random) => {
    const parameters = Array.from({ length: random.below(8) }, (): [string, string] => [
      random.text(2),
      random.text(2),
    ])
    const encode = (text: string): string =>
      Buffer.from(text)
        .toString('latin1')
        .replace(
          /[^A-Za-z0-9\-._~]/g,
          (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
        )
    const sorted = parameters
      .map((pair) => pair.map(encode) as [string, string])
      .sort(
        ([nameA, valueA], [nameB, valueB]) =>
          Buffer.compare(Buffer.from(nameA), Buffer.from(nameB)) ||
          Buffer.compare(Buffer.from(valueA), Buffer.from(valueB)),
      )
    assert.equal(normalizeParameters(parameters), sorted.map((pair) => pair.join('=')).join('&'))
  })
})

test('normalized parameters are a form that reads back as the same pairs', async () => {
  await forAll(500, (random) => {
    const parameters = Array.from(
      { length: random.below(6) },
      (): Parameter => [`n${random.text()}`, random.text()],
    )
    const [read, given] = [parseForm(normalizeParameters(parameters)), parameters].map((pairs) =>
      pairs.map((pair) => pair.join('\0')).sort(),
    )
    assert.deepEqual(read, given)
  })
})

test('accepts a form field that holds JSON, and refuses JSON as a form', () => {
  assert.equal(collect('', 'a=["x"]', FORM), 'a=%5B%22x%22%5D')
  assert.equal(collect('', 'a={"b":[1]}', FORM), 'a=%7B%22b%22%3A%5B1%5D%7D')
  assert.equal(collect('', '{a}=1', FORM), '%7Ba%7D=1')
  for (const body of ['["a"]', '{ "a": 1 }', '\n\t{\n"a":1}', '[\n[1]]', '[{}]', '[["a"]]'])
    refusal('invalid-body', '3.4.1.3.1', () => collect('', body, FORM))
})

test('encodes all separators within a header parameter', () => {
  const headers: HeaderList = [['Authorization', 'OAuth a&b&c="1&2=3&4=5", d="é %2f"']]
  const found = collectParameters({ method: 'GET', url: 'http://h/', headers, body: null })
  assert.deepEqual(
    found.map(({ encodedName, encodedValue }) => [encodedName, encodedValue]),
    [
      ['a%26b%26c', '1%262%3D3%264%3D5'],
      ['d', '%C3%A9%20%2F'],
    ],
  )
})

test('tells apart headers with names of the same length', () => {
  const headers: HeaderList = [['X-Type-Name1', 'application/x-www-form-urlencoded']]
  assert.equal('X-Type-Name1'.length, 'content-type'.length)
  assert.equal(collect('', 'a=1', headers), '')
})

test('recognises the Content-Type of a form in any case and with parameters', () => {
  const forms = [
    'application/x-www-form-urlencoded',
    'Application/X-WWW-Form-URLEncoded',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'application/x-www-form-urlencoded ; charset=utf-8',
    ' application/x-www-form-urlencoded ',
  ]
  for (const type of forms) assert.equal(isFormContentType(type), true, type)
  const others = [
    null,
    '',
    'application/x-www-form-urlencoded-custom',
    'x-application/x-www-form-urlencoded',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded, text/plain',
  ]
  for (const type of others) assert.equal(isFormContentType(type), false, String(type))
})

test('a media type that only begins like that of a form is not a form', () => {
  // RFC 9110 §5.6.2: the characters of a token.
  for (const character of "!#$%&'*+-.^_`|~0Aa") {
    const type = `application/x-www-form-urlencoded${character}`
    assert.equal(isFormContentType(type), false)
    const request = {
      method: 'POST',
      url: 'https://h/',
      headers: [['Content-Type', type]] as const,
    }
    const { trace } = signRequest({ ...request, body: 'planted=1' }, CREDENTIALS)
    assert.doesNotMatch(trace.normalizedParameters, /planted/, type)
  }
})

test('two media types, one of them that of a form, are refused in any spelling', () => {
  const types = [
    'application/x-www-form-urlencoded, text/plain',
    'Application/X-WWW-Form-URLEncoded,text/plain',
    'text/plain,application/x-www-form-urlencoded',
    'text/plain, \t application/x-www-form-urlencoded',
    'text/plain, application/x-www-form-urlencoded; charset=UTF-8',
    '\tapplication/x-www-form-urlencoded text/plain',
    ' application/x-www-form-urlencoded\u00A0',
  ]
  for (const type of types) {
    const request = {
      method: 'POST',
      url: 'https://h/',
      headers: [['Content-Type', type]] as const,
    }
    refusal('invalid-content-type', '3.4.1.3.1', () =>
      signRequest({ ...request, body: 'a=1' }, CREDENTIALS),
    )
  }
  const other = 'multipart/related; type="x application/x-www-form-urlencoded"'
  const request = { method: 'POST', url: 'https://h/', headers: [['Content-Type', other]] as const }
  assert.ok(signRequest({ ...request, body: 'a=1' }, CREDENTIALS))
})

test('ignores tabs and spaces around the media type', () => {
  for (const around of ['', ' ', '\t', ' \t '])
    for (const behind of ['', ';', '; charset=UTF-8'])
      assert.ok(isFormContentType(`${around}application/x-www-form-urlencoded${around}${behind}`))
})
