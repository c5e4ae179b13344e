import assert from 'node:assert/strict'
import { test } from 'node:test'
import { escapeMarkup, escapeValue, isolateMarkup } from '../../src/page/index.ts'
import { HOSTILE_TEXT, steeringIn } from '../../../test/internal/hostile-text.ts'

test('escapes text in HTML, between tags and in attribute values', () => {
  assert.equal(escapeMarkup(`<b>&"'`), '&lt;b&gt;&amp;&quot;&#39;')
  assert.deepEqual(steeringIn(escapeMarkup(HOSTILE_TEXT)), [])
  assert.equal(escapeMarkup('a\n\tb'), 'a\n\tb')
})

test('isolates a right-to-left name, and escapes bidirectional controls', () => {
  assert.equal(isolateMarkup('\u202Egnp.exe'), '<bdi>\\u{202E}gnp.exe</bdi>')
  assert.equal(isolateMarkup('שלום <b>'), '<bdi>שלום &lt;b&gt;</bdi>')
})

test('the value of a form field keeps its characters', () => {
  assert.equal(escapeValue('a\u202E"<\n'), 'a\u202E&quot;&lt;\n')
})
