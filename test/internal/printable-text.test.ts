import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  printable,
  printableJson,
  printableLines,
  printableTexts,
  singleLine,
  splitPrintable,
  toPrintableJson,
} from '../../src/internal/index.ts'
import { HOSTILE_TEXT, STEERING, steeringIn } from './hostile-text.ts'

test('everything that steers a terminal or hides text is spelled out', () => {
  for (const code of STEERING) {
    const character = String.fromCodePoint(code)
    const spelled = `a\\u{${code.toString(16).toUpperCase()}}b`
    assert.equal(printable(`a${character}b`), spelled)
    assert.equal(printableLines(`a${character}b`), spelled)
  }
  assert.deepEqual(steeringIn(printable(HOSTILE_TEXT), { allowed: '' }), [])
})

test('line ends and tabs are spelled out in a line, and stay in lines', () => {
  assert.equal(printable('a\nb\tc\r\n'), 'a\\nb\\u{9}c\\u{D}\\n')
  assert.equal(printableLines('a\nb\tc\r\n'), 'a\nb\tc\\u{D}\n')
})

test('text that can be seen stays', () => {
  const text = ' ~é ü 秘密 שלום العربية 😀 €\u00a0\u3000"\'<&>\\'
  for (const change of [printable, printableLines, printableJson]) assert.equal(change(text), text)
  assert.equal(singleLine(text), text.trim().replace(/\s+/g, ' '))
})

test('what is spelled out once stays so', () => {
  assert.equal(printable(printable(HOSTILE_TEXT)), printable(HOSTILE_TEXT))
})

test('lists and objects are made printable to the last text', () => {
  assert.deepEqual(printableTexts({ a: ['\u001b', 1, null], b: { c: '\u202e' }, d: true }), {
    a: ['\\u{1B}', 1, null],
    b: { c: '\\u{202E}' },
    d: true,
  })
})

test('JSON reads back as the same value', () => {
  const value = { [HOSTILE_TEXT]: [HOSTILE_TEXT, 'a\nb\tc'] }
  for (const space of [undefined, 2]) {
    const json = toPrintableJson(value, space)
    assert.deepEqual(steeringIn(json), [])
    assert.deepEqual(JSON.parse(json), value)
  }
  assert.equal(printableJson('"\u{e0041}"'), '"\\udb40\\udc41"')
})

test('a text is cut into what is printable and what is not, and nothing is lost', () => {
  assert.deepEqual(splitPrintable('a\nb\u001b\u202ec'), [
    { part: 'a\nb', isPrintable: true },
    { part: '\u001b\u202e', isPrintable: false },
    { part: 'c', isPrintable: true },
  ])
  assert.deepEqual(splitPrintable(''), [])
  const parts = splitPrintable(HOSTILE_TEXT)
  assert.equal(parts.map(({ part }) => part).join(''), HOSTILE_TEXT)
  assert.deepEqual(
    steeringIn(
      parts
        .filter(({ isPrintable }) => isPrintable)
        .map(({ part }) => part)
        .join(''),
    ),
    [],
  )
})

test('a line for a message is short, and has nothing that steers', () => {
  assert.deepEqual(steeringIn(singleLine(HOSTILE_TEXT), { allowed: '' }), [])
  assert.equal(singleLine(`${'x'.repeat(199)}😀`).length, 200)
})
