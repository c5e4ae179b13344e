import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodedForm, percentDecode, percentEncode } from '../../src/signing/index.ts'
import { forAll, hexOf, refusal } from './support.ts'

test('encodes as the parameter encoding cases of the OAuth wiki, the reference of OAuth Core 1.0a §5.1', () => {
  const cases = [
    ['abcABC123', 'abcABC123'],
    ['-._~', '-._~'],
    ['%', '%25'],
    ['+', '%2B'],
    ['&=*', '%26%3D%2A'],
    ['\n', '%0A'],
    [' ', '%20'],
    ['\u007F', '%7F'],
    ['\u0080', '%C2%80'],
    ['\u3001', '%E3%80%81'],
  ] as const
  for (const [text, encoded] of cases) assert.equal(percentEncode(text), encoded)
})

test('encodes the parameters that RFC 5849 §3.4.1.3.2 prints', () => {
  for (const [text, encoded] of [
    ['=%3D', '%3D%253D'],
    ['c@', 'c%40'],
    ['r b', 'r%20b'],
    ['2 q', '2%20q'],
  ] as const) {
    assert.equal(percentEncode(text), encoded)
  }
})

test('encodes the five characters that encodeURIComponent does not encode, §3.6', () => {
  assert.equal(percentEncode("!'()*"), '%21%27%28%29%2A')
})

test('escapes each octet of the UTF-8 form in upper case, by hand from the tables of RFC 3629', () => {
  assert.equal(percentEncode('é'), '%C3%A9')
  assert.equal(percentEncode('e\u0301'), 'e%CC%81')
  assert.equal(percentEncode('€'), '%E2%82%AC')
  assert.equal(percentEncode('\u{1F600}'), '%F0%9F%98%80')
  assert.equal(percentEncode('\u{10FFFF}'), '%F4%8F%BF%BF')
  assert.equal(percentEncode('\uFFFD'), '%EF%BF%BD')
  assert.equal(percentEncode('\uFEFF'), '%EF%BB%BF')
})

test('is not idempotent', () => {
  assert.equal(percentEncode('%20'), '%2520')
  assert.equal(percentEncode(percentEncode(' ')), '%2520')
})

test('does not encode exactly the 66 unreserved octets, §3.6', () => {
  const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'
  for (let octet = 0; octet < 256; octet++) {
    const expected =
      octet < 128 && unreserved.includes(String.fromCharCode(octet))
        ? String.fromCharCode(octet)
        : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`
    assert.equal(percentEncode(Uint8Array.of(octet)), expected)
    if (octet < 128) assert.equal(percentEncode(String.fromCharCode(octet)), expected)
  }
})

test('refuses a lone surrogate in every position', () => {
  for (const text of ['\uD800', '\uDC00', 'a\uD83D', '\uDE00b', '\uDE00\uD83D']) {
    const error = refusal('lone-surrogate', '3.6', () => percentEncode(text))
    assert.ok(error.message.isWellFormed(), 'the message can be printed')
  }
})

test('decodes once', () => {
  assert.equal(percentDecode('%2520'), '%20')
  assert.equal(percentDecode('r%20b'), 'r b')
  assert.equal(percentDecode('%c3%A9'), 'é')
})

test('keeps a plus, which means a space only in forms', () => {
  assert.equal(percentDecode('a+b'), 'a+b')
})

test('keeps a percent sign without two hex digits', () => {
  for (const text of ['%', '%4', '%zz', '%4g', '100%', '%%', '%u0041'])
    assert.equal(percentDecode(text), text)
  assert.equal(percentDecode('%%41'), '%A')
  assert.equal(percentDecode('%4%41'), '%4A')
})

test('returns a text without an escape unchanged', () => {
  for (const text of ['', 'a&b=c+d', 'é', '\uD800']) assert.equal(percentDecode(text), text)
})

test('keeps octets that are not UTF-8 as octets', () => {
  assert.deepEqual(hexOf(percentDecode('%E9')), 'e9')
  assert.equal(typeof percentDecode('%E9'), 'object')
  assert.equal(hexOf(percentDecode('a%ff%00b')), '61ff0062')
  assert.equal(percentDecode('%EF%BF%BD'), '\uFFFD')
})

test('keeps a byte order mark', () => {
  assert.equal(percentDecode('%EF%BB%BFa'), '\uFEFFa')
})

test('decoding keeps characters that are not ASCII', () => {
  assert.equal(percentDecode('ü%20ü'), 'ü ü')
})

test('decoding returns every octet that was encoded', () => {
  for (let octet = 0; octet < 256; octet++) {
    assert.equal(
      hexOf(percentDecode(percentEncode(Uint8Array.of(octet)))),
      octet.toString(16).padStart(2, '0'),
    )
  }
  const all = Uint8Array.from({ length: 256 }, (_, octet) => octet)
  assert.equal(hexOf(percentDecode(percentEncode(all))), Buffer.from(all).toString('hex'))
})

test('decoding returns every text that was encoded', async () => {
  await forAll(2000, (random) => {
    const text = random.text()
    const encoded = percentEncode(text)
    assert.match(encoded, /^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/)
    assert.equal(percentDecode(encoded), text)
    assert.equal(percentEncode(Buffer.from(text)), encoded, 'text is encoded as its UTF-8 octets')
  })
})

test('decoding returns any octets that were encoded', async () => {
  await forAll(2000, (random) => {
    const octets = random.octets()
    assert.equal(hexOf(percentDecode(percentEncode(octets))), Buffer.from(octets).toString('hex'))
  })
})

test('agrees with encodeURIComponent on all characters that it escapes', async () => {
  await forAll(1000, (random) => {
    const text = random.text().replace(/[!'()*]/g, '')
    assert.equal(percentEncode(text), encodeURIComponent(text))
  })
})

test('every spelling of an octet has one canonical spelling, §3.6', () => {
  // With a name, because an empty text is dropped.
  for (let octet = 0; octet < 256; octet++) {
    const digits = octet.toString(16).padStart(2, '0')
    const expected = percentEncode(Uint8Array.of(octet))
    for (const escape of [`%${digits}`, `%${digits.toUpperCase()}`]) {
      assert.deepEqual(encodedForm(`a=${escape}`), [{ name: 'a', value: expected }])
      assert.deepEqual(encodedForm(`a=x${escape}y`), [{ name: 'a', value: `x${expected}y` }])
    }
  }
})

test('spells raw text of a form canonically, next to any characters', () => {
  const cases = [
    ['ab!', 'ab%21'],
    ['!ab', '%21ab'],
    ['/()', '%2F%28%29'],
    ['é!ü', '%C3%A9%21%C3%BC'],
    ['\u{1F600}', '%F0%9F%98%80'],
    ['!\u{1F600}!', '%21%F0%9F%98%80%21'],
    ['%4', '%254'],
    ['%!a', '%25%21a'],
    ['%%41', '%25A'],
  ] as const
  for (const [raw, expected] of cases)
    assert.deepEqual(encodedForm(`a=${raw}`), [{ name: 'a', value: expected }], raw)
})
