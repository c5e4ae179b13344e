import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ParametersInput, toParameters } from '../../../src/client/index.ts'
import { refusal } from '../support.ts'

test('pairs keep their order, their duplicates and their empty values', () => {
  const pairs = [
    ['b', '2'],
    ['a', ''],
    ['', 'x'],
    ['b', '1'],
    ['b', '2'],
  ] as const
  assert.deepEqual(toParameters(pairs), pairs)
})

test('an object repeats a name for each value of a list', () => {
  assert.deepEqual(toParameters({ a: ['2', '1', '2'], b: [], c: 'x' }), [
    ['a', '2'],
    ['a', '1'],
    ['a', '2'],
    ['c', 'x'],
  ])
})

test('URLSearchParams, a Map, Headers and a generator are lists of pairs', () => {
  const expected = [
    ['a', '1'],
    ['b', 'c d'],
  ]
  assert.deepEqual(toParameters(new URLSearchParams('a=1&b=c+d')), expected)
  assert.deepEqual(
    toParameters(
      new Map([
        ['a', '1'],
        ['b', 'c d'],
      ]),
    ),
    expected,
  )
  assert.deepEqual(toParameters(new Headers({ a: '1', b: 'c d' })), expected)
  assert.deepEqual(
    toParameters(
      (function* () {
        yield ['a', 1] as const
        yield ['b', 'c d'] as const
      })(),
    ),
    expected,
  )
})

test('numbers and booleans are written as text', () => {
  assert.deepEqual(toParameters({ a: 1, b: -0.5, c: true, d: false, e: 0 }), [
    ['a', '1'],
    ['b', '-0.5'],
    ['c', 'true'],
    ['d', 'false'],
    ['e', '0'],
  ])
})

test('__proto__ is a name like any other', () => {
  assert.deepEqual(
    toParameters(JSON.parse('{"__proto__":"1","constructor":"2"}') as ParametersInput),
    [
      ['__proto__', '1'],
      ['constructor', '2'],
    ],
  )
  assert.deepEqual(toParameters([['__proto__', '1']]), [['__proto__', '1']])
})

test('what is no text, number or boolean is refused, by its name and never by its value', () => {
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [{ scope: undefined }, /"scope" is undefined/],
    [{ scope: null }, /"scope" is null/],
    [{ scope: { secret: 'planted' } }, /"scope" is object/],
    [{ scope: [['planted']] }, /"scope" is object/],
    [{ scope: Number.NaN }, /"scope" is NaN/],
    [{ scope: 1n }, /"scope" is bigint/],
    [{ scope: Symbol('planted') }, /"scope" is symbol/],
    [[[undefined, 'x']], /a name is undefined/],
    [[['a']], /an entry is object/],
    [['ab'], /an entry is string/],
    ['a=planted', /parameters are string/],
    [null, /parameters are null/],
  ]
  for (const [input, pattern] of refused) {
    assert.throws(
      () => toParameters(input as ParametersInput),
      (error: Error) => {
        assert.doesNotMatch(error.message, /planted/)
        return refusal('invalid-parameter', pattern)(error)
      },
    )
  }
})
