// The check of regular expressions: that it reads sources and expressions rightly, and finds what is slow.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findGrowth } from '../../tools/expressions/growth.ts'
import { findExpressions } from '../../tools/expressions/literals.ts'
import { recordConstructed } from '../../tools/expressions/recorded.ts'
import { createCounter } from '../../tools/expressions/steps.ts'

const found = (code: string): string[] =>
  findExpressions(code).literals.map(({ line, source, flags }) => `${line} /${source}/${flags}`)

test('literals are told from divisions, comments, texts and templates', () => {
  assert.deepEqual(found('const a = /x+/g, b = c / d / e; f(/[/"\'`]/u)'), [
    '1 /x+/g',
    '1 /[/"\'`]/u',
  ])
  assert.deepEqual(
    found('// /a/\n/* /b/ */ "/c/" + \'/d/\' + `/e/${/f/.test("}")}/g/`\nreturn /h/'),
    ['2 /f/', '3 /h/'],
  )
  assert.deepEqual(found('x = a[0]! / 2; y = (1) / 2 / 3; z = i++ / 2 / 3; if (!/q/.test(w)) {}'), [
    '1 /q/',
  ])
  assert.deepEqual(found('`${`${/a/.source}`} / ${{ b: /c/ }.b}`'), ['1 /a/', '1 /c/'])
  assert.deepEqual(
    found('#!/usr/bin/env node\nconst f = (a: string): boolean => /\\/[\\]/]/.test(a)'),
    ['2 /\\/[\\]/]/'],
  )
  assert.deepEqual(
    findExpressions('new RegExp(a)\nRegExp(`b`)\nconst c: RegExp = d').constructed,
    [1, 2],
  )
  assert.throws(() => findExpressions("const a = 'open\n"), /never closed/)
  assert.throws(() => findExpressions('const a = `open'), /never closed/)
})

test('an expression that is run by steps finds what the engine finds', () => {
  const cases = [
    ['a+b', '', 'xaaab'],
    ['(?:a|ab)(?:c|bcd)(d*)', '', 'abcd'],
    ['(?<=\\$)\\d+|(?<!\\d)\\d{2,3}?', 'g', '$12 134 $1456 78'],
    ['(["\']).*?\\1(?!,)', 'g', '"a", "b" \'c"d\''],
    ['(?<q>x)y\\k<q>', '', 'xyxyx'],
    ['(z)((a+)?(b+)?(c))*', '', 'zaacbbbcac'],
    ['^\\s*$', 'gm', 'a\n \n\n b'],
    ['\\bfoo\\B', 'gi', 'Food foo FOOx'],
    ['[\\p{Cc}\\p{Cf}]|\\u{1F600}', 'gu', 'a\u0000b\u{1F600}\u202E'],
    ['(?:a*)*b|(a?){3}c', '', 'aaac'],
    ['[^]\\.', 's', '\n.'],
    ['\\d', 'y', '12a3'],
    ['(?<=(?:ab)+)c', '', 'xababc'],
  ] as const
  for (const [source, flags, input] of cases) {
    const pattern = new RegExp(source, flags)
    const expected: string[] = []
    for (
      let match = pattern.exec(input);
      match !== null;
      match = /[gy]/.test(flags) ? pattern.exec(input) : null
    ) {
      expected.push(`${match.index} ${match[0]}`)
      if (match[0] === '') pattern.lastIndex += 1
    }
    const { found: actual } = createCounter(source, flags).run(input, 1e6)
    assert.deepEqual(
      actual.map(({ index, text }) => `${index} ${text}`),
      expected,
      String(pattern),
    )
  }
})

const SLOW = [
  ['\\s+$', ''],
  ['(a*)*b', ''],
  ['^(a|a)*$', ''],
  ['^([^\\s:]+):[ \\t]*(.*?)[ \\t]*$', ''],
  ["^([!#$%&'*+\\-.^_`|~0-9A-Za-z]+) +(\\S.*?)(?: +HTTP\\/[\\d.]+)?\\r?$", ''],
  ['[A-Za-z]+&https?(?:%3A|:)(?:%2F|\\/){2}[^\\s"\'<>]*', 'i'],
  ['^[\\0- ]+|[\\0- ]+$', 'g'],
  ['^([^?]*)\\??(.*)$', ''],
  ['"(?:[^"\\\\]|\\\\.)*"', ''],
  ['\\[[^\\]]*\\]$', ''],
  ['^\\r?\\n(.*?)\\r?\\n\\r?\\n(.*?)\\r?\\n$', 's'],
  ['\\w{0,3000}x', ''],
  ['(?=.*y)x', ''],
] as const

const LINEAR = [
  ['(?<!\\s)\\s+$', ''],
  ['^([^\\s:]+):(.*)$', ''],
  ['[&<>"\']', 'g'],
  ['^"(?:[^"\\\\]|\\\\.)*"$', 's'],
  ['(?<![A-Za-z])[A-Za-z]+&https?', 'i'],
  ['^([^?]*)\\??(.*)$', 's'],
  ['%(?![0-9A-Fa-f]{2})', ''],
  ['[?#].*$', 's'],
  ['(?:[^`\\\\$]|\\\\[^])*', 'uy'],
  ['a*', 'y'],
] as const

test('an expression whose steps grow faster than its input is found', () => {
  for (const [source, flags] of SLOW)
    assert.notEqual(findGrowth(source, flags), null, `/${source}/${flags}`)
})

test('an expression that is linear is not accused', () => {
  for (const [source, flags] of LINEAR)
    assert.equal(findGrowth(source, flags)?.what, undefined, `/${source}/${flags}`)
})

test('constructed expressions are recorded by the place that constructs them', async () => {
  const own = RegExp
  const recorded = await recordConstructed(new URL('../../', import.meta.url), async () => {
    for (const letter of 'ab') new RegExp(`${letter}+`, 'g').test('')
    assert.ok(RegExp('c') instanceof RegExp)
  })
  assert.equal(RegExp, own)
  const [first, second, ...more] = [...recorded]
  assert.match(first![0], /^test\/tools\/expressions\.slow\.test\.ts:\d+$/)
  assert.deepEqual(first![1], [
    { source: 'a+', flags: 'g' },
    { source: 'b+', flags: 'g' },
  ])
  assert.deepEqual(second![1], [{ source: 'c', flags: '' }])
  assert.deepEqual(more, [])
})
