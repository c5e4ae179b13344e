import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAuthorizationHeader,
  isOAuthHeader,
  parseAuthorizationHeader,
} from '../../src/signing/index.ts'
import { forAll, hexOf, refusal } from './support.ts'

test('reads the header of RFC 5849 §3.5.1', () => {
  const header = `OAuth realm="Example",
     oauth_consumer_key="0685bd9184jfhq22",
     oauth_token="ad180jjd733klru7",
     oauth_signature_method="HMAC-SHA1",
     oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D",
     oauth_timestamp="137131200",
     oauth_nonce="4572616e48616d6d65724c61686176",
     oauth_version="1.0"`
  assert.deepEqual(parseAuthorizationHeader(header), {
    realm: 'Example',
    parameters: [
      ['oauth_consumer_key', '0685bd9184jfhq22'],
      ['oauth_token', 'ad180jjd733klru7'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_signature', 'wOJIO9A2W5mFwDgiDvZbTSMK/PY='],
      ['oauth_timestamp', '137131200'],
      ['oauth_nonce', '4572616e48616d6d65724c61686176'],
      ['oauth_version', '1.0'],
    ],
  })
})

test('writes the header of RFC 5849 §3.5.1, realm first', () => {
  const header = formatAuthorizationHeader({
    realm: 'Example',
    parameters: [
      ['oauth_consumer_key', '0685bd9184jfhq22'],
      ['oauth_signature', 'wOJIO9A2W5mFwDgiDvZbTSMK/PY='],
    ],
  })
  assert.equal(
    header,
    'OAuth realm="Example", oauth_consumer_key="0685bd9184jfhq22", oauth_signature="wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D"',
  )
  assert.equal(formatAuthorizationHeader({ realm: null, parameters: [['a', '1']] }), 'OAuth a="1"')
  assert.equal(
    formatAuthorizationHeader({ realm: '', parameters: [['a', '1']] }),
    'OAuth realm="", a="1"',
  )
})

test('the scheme is OAuth in any case, and no longer name, §3.5.1', () => {
  for (const header of ['OAuth a="1"', 'oauth a="1"', 'OAUTH\ta="1"', ' OAuth a="1"', 'OAuth'])
    assert.equal(isOAuthHeader(header), true, header)
  for (const header of [
    'OAuth2 a="1"',
    'OAutha="1"',
    'Bearer oauth a="1"',
    'Basic b2F1dGg=',
    '',
    'OAuth,a="1"',
  ]) {
    assert.equal(isOAuthHeader(header), false, header)
  }
})

test('parameters are separated by commas with any white space around them, §3.5.1 item 3', () => {
  for (const separator of [',', ', ', '\t,  ', ' \r\n ,\r\n ', ',,']) {
    const header = `OAuth a="1"${separator}b="2" `
    assert.deepEqual(
      parseAuthorizationHeader(header).parameters,
      [
        ['a', '1'],
        ['b', '2'],
      ],
      JSON.stringify(separator),
    )
  }
  assert.deepEqual(parseAuthorizationHeader('OAuth , a="1",').parameters, [['a', '1']])
})

test('decodes names and values once, and keeps a plus', () => {
  const { parameters } = parseAuthorizationHeader('OAuth a%20b="%2520", c="a+b", d="", e="a=b,c"')
  assert.deepEqual(parameters, [
    ['a b', '%20'],
    ['c', 'a+b'],
    ['d', ''],
    ['e', 'a=b,c'],
  ])
  assert.equal(hexOf(parseAuthorizationHeader('OAuth a="%E9"').parameters[0]![1]), 'e9')
})

test('realm is a quoted string of HTTP in any place and case, and is not percent-decoded, §3.5.1 item 4', () => {
  const header = String.raw`OAuth a="1", Realm="a \"b\" \\ %20, c", d="2"`
  assert.deepEqual(parseAuthorizationHeader(header), {
    realm: 'a "b" \\ %20, c',
    parameters: [
      ['a', '1'],
      ['d', '2'],
    ],
  })
})

test('keeps both of two repeated parameters', () => {
  assert.deepEqual(parseAuthorizationHeader('OAuth a="1", a="1"').parameters, [
    ['a', '1'],
    ['a', '1'],
  ])
})

test('refuses bad syntax and says where it is', () => {
  const cases = [
    ['OAuth a=1', 7],
    ['OAuth a="1" b="2"', 7],
    ['OAuth a="1', 7],
    ["OAuth a='1'", 7],
    ['OAuth a="1", b', 14],
    ['OAuth a="1"&b="2"', 7],
    ['OAuth ="1"', 7],
    ['OAuth a = "1"', 7],
    ['OAuth a b="1"', 7],
    ['OAuth a"b="1"', 7],
    ['OAuth a=b="1"', 7],
    ['OAuth a,b="1"', 7],
  ] as const
  for (const [header, position] of cases) {
    const error = refusal('invalid-header', '3.5.1', () => parseAuthorizationHeader(header))
    assert.match(error.message, new RegExp(`at character ${position}$`), header)
  }
})

test('refuses another scheme, a second realm, and a header without parameters', () => {
  assert.match(
    refusal('invalid-header', '3.5.1', () => parseAuthorizationHeader('Bearer a="1"')).message,
    /scheme/,
  )
  assert.match(
    refusal('invalid-header', '3.5.1', () =>
      parseAuthorizationHeader('OAuth realm="a", realm="a", b="1"'),
    ).message,
    /two realms/,
  )
  assert.match(
    refusal('invalid-header', '3.5.1', () => parseAuthorizationHeader('OAuth')).message,
    /no parameter/,
  )
  assert.match(
    refusal('invalid-header', '3.5.1', () => parseAuthorizationHeader('OAuth realm="a"')).message,
    /no parameter/,
  )
})

test('does not quote a refused header, because it may hold secrets', () => {
  const error = refusal('invalid-header', '3.5.1', () =>
    parseAuthorizationHeader('OAuth oauth_signature="planted%26secret" x'),
  )
  assert.doesNotMatch(JSON.stringify([error.message, error.hint, error.names]), /planted/)
})

test('escapes quotes and backslashes of a realm, so that it cannot add a parameter', () => {
  const realm = 'a", oauth_token="evil" \\'
  const header = formatAuthorizationHeader({ realm, parameters: [['b', '1']] })
  assert.equal(header, String.raw`OAuth realm="a\", oauth_token=\"evil\" \\", b="1"`)
  assert.deepEqual(parseAuthorizationHeader(header), { realm, parameters: [['b', '1']] })
})

test('refuses a realm that is not valid in a header', () => {
  for (const realm of ['a\r\nX-Evil: 1', 'a\n', 'a\0', '\t', '\x7F', 'é', '你']) {
    refusal('invalid-realm', '3.5.1', () => formatAuthorizationHeader({ realm, parameters: [] }))
  }
})

test('reads a long value in linear time', () => {
  const value = 'x'.repeat(200_000)
  assert.equal(parseAuthorizationHeader(`OAuth a="${value}"`).parameters[0]![1], value)
  refusal('invalid-header', '3.5.1', () => parseAuthorizationHeader(`OAuth a="${value}`))
  refusal('invalid-header', '3.5.1', () =>
    parseAuthorizationHeader(`OAuth a="1"${' '.repeat(200_000)}x`),
  )
})

test('reads what it writes', async () => {
  await forAll(1000, (random) => {
    const realm = random.pick([null, random.text().replace(/[^\x20-\x7E]/g, '')])
    const parameters = Array.from(
      { length: 1 + random.below(5) },
      () => [`n${random.text()}`, random.text()] as const,
    )
    const header = formatAuthorizationHeader({ realm, parameters })
    assert.match(header, /^[\x20-\x7E]*$/)
    assert.deepEqual(parseAuthorizationHeader(header), { realm, parameters })
  })
})

test('accepts tabs and line breaks around the scheme', () => {
  for (const before of ['', ' ', '\t', ' \t'])
    for (const behind of [' ', '\t', '\r', '\n', '\r\n ', ' , ']) {
      const header = `${before}OAuth${behind}a="1"`
      assert.equal(isOAuthHeader(header), true, JSON.stringify(header))
      assert.deepEqual(parseAuthorizationHeader(header).parameters, [['a', '1']])
    }
})

test('a backslash escapes a line break too', () => {
  assert.equal(parseAuthorizationHeader('OAuth realm="a\\\nb", c="1"').realm, 'a\nb')
})
