// Which mutants a source has.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { installParsers } from '../install.ts'
import { findMutants, type Mutant } from '../mutants.ts'
import { loadParsers, type Parsers } from '../syntax.ts'

let parsers: Parsers

before(async () => {
  installParsers()
  parsers = await loadParsers()
})

const mutantsOf = (source: string): Mutant[] => findMutants('a.ts', source, 1, parsers)

/** The mutants of a source as its texts with each of them. */
const variantsOf = (source: string): string[] =>
  mutantsOf(source).map(
    ({ change: { start, end, text } }) => source.slice(0, start) + text + source.slice(end),
  )

function assertVariants(source: string, ...expected: readonly string[]): void {
  assert.deepEqual(variantsOf(source).sort(), [...expected].sort(), source)
}

test('comparisons become their neighbours, true and false', () => {
  assertVariants('a < b', 'a <= b', 'a >= b', 'true', 'false')
  assertVariants('a <= b', 'a < b', 'a > b', 'true', 'false')
  assertVariants('a > b', 'a >= b', 'a <= b', 'true', 'false')
  assertVariants('a >= b', 'a > b', 'a < b', 'true', 'false')
  assertVariants('a === b', 'a !== b', 'true', 'false')
  assertVariants('a !== b', 'a === b', 'true', 'false')
})

test('logical operators are exchanged, in brackets where the syntax asks for them', () => {
  assertVariants('a && b', 'a || b', 'true', 'false')
  assertVariants('a || b', 'a && b', 'true', 'false')
  assertVariants('a ?? b', 'a && b')
  assertVariants('a ?? b ?? c', '(a && b) ?? c', '(a ?? b) && c')
  assertVariants(
    'x = (a || b) ?? c',
    'x = (a || b) && c',
    'x = (a && b) ?? c',
    'x = (true) ?? c',
    'x = (false) ?? c',
  )
})

test('arithmetic is exchanged, but not the joining of texts', () => {
  assertVariants('a + b', 'a - b')
  assertVariants('a - b', 'a + b')
  assertVariants('a * b', 'a / b')
  assertVariants('a / b', 'a * b')
  assertVariants('a % b', 'a * b')
  assertVariants("a + 'b' + c", "a + '' + c")
  assertVariants('a += b', 'a -= b')
  assertVariants('a ??= b', 'a &&= b')
  assertVariants('a++', 'a--')
  assertVariants('--a', '++a')
  assertVariants('-a', '+a')
  assertVariants('~a', 'a')
})

test('conditions become true and false, and loops do not run', () => {
  assertVariants('if (a) b()', 'if (true) b()', 'if (false) b()')
  assertVariants('a ? b : c', 'true ? b : c', 'false ? b : c')
  assertVariants('while (a) b()', 'while (false) b()')
  assertVariants('for (; a; ) b()', 'for (; false; ) b()')
  assertVariants('switch (a) { case b: c() }', 'switch (a) { case b:  }')
})

test('literals become empty, or hold something', () => {
  assertVariants('a = true', 'a = false')
  assertVariants('!a', 'a')
  assertVariants("a = 'b'", "a = ''")
  assertVariants("a = ''", "a = 'mutated'")
  assertVariants('a = `b${c}`', 'a = ``')
  assertVariants('a = ``', 'a = `mutated`')
  assertVariants('a = [b]', 'a = []')
  assertVariants('a = []', "a = ['mutated']")
  assertVariants('a = { b }', 'a = {}')
  assertVariants('a = {}')
})

test('functions and blocks do nothing', () => {
  assertVariants('function a() { b() }', 'function a() {}')
  assertVariants('function a() {}')
  assertVariants('const a = () => b', 'const a = () => undefined')
  assertVariants('try { a() } catch { b() }', 'try {} catch { b() }', 'try { a() } catch {}')
  assertVariants('class A extends B { constructor() { super() } }')
})

test('methods are exchanged or left out', () => {
  for (const [one, other] of [
    ['some', 'every'],
    ['startsWith', 'endsWith'],
    ['toUpperCase', 'toLowerCase'],
    ['trimStart', 'trimEnd'],
    ['min', 'max'],
  ] as const) {
    assertVariants(`a.${one}(b)`, `a.${other}(b)`)
    assertVariants(`a.${other}(b)`, `a.${one}(b)`)
  }
  for (const name of ['trim', 'slice', 'sort', 'filter', 'reverse'])
    assertVariants(`a.${name}(b)`, 'a')
  assertVariants('(a, b).slice(1).c', '(a, b).c')
  assertVariants('some(a)')
})

test('optional chains ask nothing', () => {
  assertVariants('a?.b', 'a.b')
  assertVariants('a?.[b]', 'a[b]')
  assertVariants('a?.(b)', 'a(b)')
  assertVariants('a?.trim().b', 'a.b', 'a.trim().b')
})

test('expressions lose an anchor, a member, a flag or a lookahead, and change a class or a quantity', () => {
  assertVariants('/^a$/', '/a$/', '/^a/')
  assertVariants('/[ab-d]/i', '/[^ab-d]/i', '/[b-d]/i', '/[a]/i', '/[ab-d]/')
  assertVariants('/[^a]/', '/[a]/')
  assertVariants('/\\d/', '/\\D/')
  assertVariants('/a(?=b)/', '/a/')
  assertVariants('/a(?<!b)/', '/a/')
  assertVariants('/a*b+c?/', '/ab+c?/', '/a+b+c?/', '/a*bc?/', '/a*b*c?/', '/a*b+c/')
  assertVariants('/a+?/', '/a/', '/a*?/')
  assertVariants('/a{2}/', '/a{3}/', '/a{2,}/')
  assertVariants('/a{2,}/', '/a{3,}/', '/a{1,}/')
  assertVariants('/a{0,3}/', '/a{0,4}/', '/a{0,2}/', '/a{1,3}/')
})

test('what does not run has no mutants', () => {
  assertVariants("import a from 'b'")
  assertVariants("export * from 'b'")
  assertVariants("type A = 'b' | [c: true]")
  assertVariants("const a: 'b' = c as 'd'")
  assertVariants("interface A { readonly b: 'c' }")
  assertVariants("a = { 'b': c }", 'a = {}')
  assertVariants('const { a, b: [c] } = d')
})

test('a mutant is known by what does not change with its line', () => {
  const source = [
    "export const A = 'a'",
    'export function b() {',
    '  const c = () => (d ?',
    "    'a' : 'a')",
    '}',
  ]
  const keys = mutantsOf(source.join('\n'))
    .filter(({ operator }) => operator === 'string')
    .map(({ file, in: name, original, replacement, nth, line }) => [
      file,
      name,
      original,
      replacement,
      nth,
      line,
    ])
  assert.deepEqual(keys, [
    ['a.ts', 'A', "'a'", "''", 1, 1],
    ['a.ts', 'b', "'a'", "''", 1, 4],
    ['a.ts', 'b', "'a'", "''", 2, 4],
  ])
})

test('a mutant is shown on one line, with what stands around the change', () => {
  const shown = (source: string, operator: string): readonly [string, string] => {
    const mutant = mutantsOf(source).find((one) => one.operator === operator)!
    return [mutant.original, mutant.replacement]
  }
  assert.deepEqual(shown('f(\n  a,\n  b,\n).trim()', 'method'), ['f(a, b).trim()', 'f(a, b)'])
  assert.deepEqual(shown('a ??\n  b ?? c', 'logical'), ['a ?? b ?? c', 'a ?? b && c'])
  const long = 'x'.repeat(50)
  const [original, replacement] = shown(`${long} === ${long}`, 'equality')
  assert.equal(original, `…${'x'.repeat(29)} === ${'x'.repeat(29)}…`)
  assert.equal(replacement, `…${'x'.repeat(29)} !== ${'x'.repeat(29)}…`)
})
