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

test('escapes every control and invisible character', () => {
  for (const code of STEERING) {
    const character = String.fromCodePoint(code)
    const spelled = `a\\u{${code.toString(16).toUpperCase()}}b`
    assert.equal(printable(`a${character}b`), spelled)
    assert.equal(printableLines(`a${character}b`), spelled)
  }
  assert.deepEqual(steeringIn(printable(HOSTILE_TEXT), { allowed: '' }), [])
})

test('printable escapes line feeds and tabs, printableLines keeps them', () => {
  assert.equal(printable('a\nb\tc\r\n'), 'a\\nb\\u{9}c\\u{D}\\n')
  assert.equal(printableLines('a\nb\tc\r\n'), 'a\nb\tc\\u{D}\n')
})

test('keeps visible text', () => {
  const text = ' ~é ü 秘密 שלום العربية 😀 €\u00a0\u3000"\'<&>\\'
  for (const change of [printable, printableLines, printableJson]) assert.equal(change(text), text)
  assert.equal(singleLine(text), text.trim().replace(/\s+/g, ' '))
})

test('does not escape twice', () => {
  assert.equal(printable(printable(HOSTILE_TEXT)), printable(HOSTILE_TEXT))
})

test('makes every text in lists and objects printable', () => {
  assert.deepEqual(printableTexts({ a: ['\u001b', 1, null], b: { c: '\u202e' }, d: true }), {
    a: ['\\u{1B}', 1, null],
    b: { c: '\\u{202E}' },
    d: true,
  })
})

test('printable JSON parses to the same value', () => {
  const value = { [HOSTILE_TEXT]: [HOSTILE_TEXT, 'a\nb\tc'] }
  for (const space of [undefined, 2]) {
    const json = toPrintableJson(value, space)
    assert.deepEqual(steeringIn(json), [])
    assert.deepEqual(JSON.parse(json), value)
  }
  assert.equal(printableJson('"\u{e0041}"'), '"\\udb40\\udc41"')
})

test('splits a text into printable and unprintable parts without loss', () => {
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

test('singleLine cuts a text, and removes control characters', () => {
  assert.deepEqual(steeringIn(singleLine(HOSTILE_TEXT), { allowed: '' }), [])
  assert.equal(singleLine(`${'x'.repeat(199)}😀`).length, 200)
})
