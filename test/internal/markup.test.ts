import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeMarkup, escapeValue, isolateMarkup } from '../../src/internal/index.ts'
import { HOSTILE_TEXT, steeringIn } from './hostile-text.ts'

test('text is text in HTML, between tags and between quotes', () => {
  assert.equal(escapeMarkup(`<b>&"'`), '&lt;b&gt;&amp;&quot;&#39;')
  assert.deepEqual(steeringIn(escapeMarkup(HOSTILE_TEXT)), [])
  assert.equal(escapeMarkup('a\n\tb'), 'a\n\tb')
})

test('a name that turns the direction of text is isolated, and its marks are spelled out', () => {
  assert.equal(isolateMarkup('\u202Egnp.exe'), '<bdi>\\u{202E}gnp.exe</bdi>')
  assert.equal(isolateMarkup('שלום <b>'), '<bdi>שלום &lt;b&gt;</bdi>')
})

test('the value of a field keeps its characters', () => {
  assert.equal(escapeValue('a\u202E"<\n'), 'a\u202E&quot;&lt;\n')
})
