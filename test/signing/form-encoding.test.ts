import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeFormText,
  formatForm,
  type Parameter,
  parseForm,
  splitForm,
} from '../../src/signing/index.ts'
import { forAll, hexOf, refusal } from './support.ts'

test('reads the query and the body of the example of RFC 5849 §3.4.1.3.1', () => {
  assert.deepEqual(parseForm('b5=%3D%253D&a3=a&c%40=&a2=r%20b'), [
    ['b5', '=%3D'],
    ['a3', 'a'],
    ['c@', ''],
    ['a2', 'r b'],
  ])
  assert.deepEqual(parseForm('c2&a3=2+q'), [
    ['c2', ''],
    ['a3', '2 q'],
  ])
})

test('reads the examples of HTML 4.01 §17.13.4.1 on spaces and line breaks', () => {
  assert.deepEqual(parseForm('a+name=one%0D%0Atwo'), [['a name', 'one\r\ntwo']])
})

test('splits at the first equals sign of a piece', () => {
  assert.deepEqual(parseForm('q=a=b=c'), [['q', 'a=b=c']])
  assert.deepEqual(parseForm('q=='), [['q', '=']])
  assert.deepEqual(parseForm('=v'), [['', 'v']])
  assert.deepEqual(parseForm('='), [['', '']])
})

test('drops empty pieces, and keeps an empty name that has a value', () => {
  assert.deepEqual(parseForm(''), [])
  assert.deepEqual(parseForm('&'), [])
  assert.deepEqual(parseForm('a&&b=&=c&'), [
    ['a', ''],
    ['b', ''],
    ['', 'c'],
  ])
})

test('keeps order and repeated names', () => {
  assert.deepEqual(parseForm('f=1&e=2&f=1&f=0'), [
    ['f', '1'],
    ['e', '2'],
    ['f', '1'],
    ['f', '0'],
  ])
})

test('a semicolon and a question mark are data', () => {
  assert.deepEqual(parseForm('a=1;b=2'), [['a', '1;b=2']])
  assert.deepEqual(parseForm('?a=1'), [['?a', '1']])
})

test('decodes a plus first, and escapes once', () => {
  assert.deepEqual(parseForm('a=%252B+%2B'), [['a', '%2B +']])
})

test('keeps names that are properties of every object', () => {
  assert.deepEqual(parseForm('__proto__=1&constructor=2'), [
    ['__proto__', '1'],
    ['constructor', '2'],
  ])
})

test('keeps octets that are not UTF-8, in names too', () => {
  const [[name, value]] = parseForm('%E9=%FF%00') as [Parameter]
  assert.deepEqual([hexOf(name), hexOf(value)], ['e9', 'ff00'])
})

test('writes a space as %20, so that forms and percent-decoding read it alike', () => {
  assert.equal(
    formatForm([
      ['a b', 'c+d'],
      ['e', ''],
      ['f', Uint8Array.of(0xe9)],
    ]),
    'a%20b=c%2Bd&e=&f=%E9',
  )
  assert.equal(formatForm([]), '')
})

test('refuses to write a lone surrogate', () => {
  refusal('lone-surrogate', '3.6', () => formatForm([['a', '\uD800']]))
})

test('reads what it writes', async () => {
  await forAll(1000, (random) => {
    const pairs = Array.from(
      { length: random.below(6) },
      () => [random.text(), random.text()] as const,
    )
    assert.deepEqual(parseForm(formatForm(pairs)), pairs)
    const octets = [[random.octets(), random.octets()] as const]
    const read = parseForm(formatForm(octets)).map((pair) => pair.map(hexOf))
    assert.deepEqual(
      read,
      octets.map((pair) => pair.map((item) => Buffer.from(item).toString('hex'))),
    )
  })
})

test('reads what URLSearchParams writes', async () => {
  await forAll(500, (random) => {
    const pairs = Array.from({ length: 1 + random.below(4) }, (): [string, string] => [
      random.text(),
      random.text(),
    ])
    assert.deepEqual(parseForm(String(new URLSearchParams(pairs))), pairs)
  })
})

test('decodes one text of a form once, with all its plus signs', () => {
  assert.equal(decodeFormText('a+b+c%2Bd%20e'), 'a b c+d e')
  assert.equal(hexOf(decodeFormText('%E9+')), 'e920')
})

test('splits a form without decoding it', () => {
  assert.deepEqual(splitForm('a%20b+c=%41=d&&e&=f'), [
    ['a%20b+c', '%41=d'],
    ['e', ''],
    ['', 'f'],
  ])
})
