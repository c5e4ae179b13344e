import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Schema, violations } from './json-schema.ts'

const found = (schema: Schema, value: unknown): string[] =>
  violations(Object(schema), value, schema)

/** Schemas with valid and invalid values. */
const CASES: readonly (readonly [
  schema: Schema,
  fitting: readonly unknown[],
  wrong: readonly unknown[],
])[] = [
  [true, [null, 1], []],
  [false, [], [null, 1]],
  [{ type: 'string' }, ['', 'a'], [1, null, [], {}, undefined]],
  [{ type: 'integer' }, [0, -1], [1.5, '1', null, [1]]],
  [{ type: 'array' }, [[]], [{}, 'a', null]],
  [{ type: 'object' }, [{}], [[], null]],
  [{ type: ['string', 'null'] }, ['a', null], [1, {}]],
  [{ type: 'boolean' }, [true, false], ['true', 0]],
  [{ const: 1 }, [1], [2, '1']],
  [{ const: { a: [1] } }, [{ a: [1] }], [{ a: [2] }]],
  [{ enum: ['a', 1] }, ['a', 1], ['b', '1']],
  [{ pattern: '^a+$' }, ['a', 'aa', 1], ['', 'ba', 'a\n']],
  [{ minLength: 2, maxLength: 3 }, ['ab', 'abc', '😀😀', 1], ['a', 'abcd', '😀']],
  [{ minimum: 1 }, [1, 2, '0'], [0, -1]],
  [{ required: ['a'] }, [{ a: undefined }, [], 'a'], [{}, { b: 1 }]],
  [{ dependentRequired: { a: ['b'] } }, [{}, { b: 1 }, { a: 1, b: 1 }], [{ a: 1 }]],
  [{ properties: { a: { type: 'string' } } }, [{}, { a: '' }, { b: 1 }, 1], [{ a: 1 }]],
  [
    { properties: { a: true }, additionalProperties: false },
    [{}, { a: 1 }],
    [{ b: 1 }, { a: 1, toString: 1 }],
  ],
  [{ additionalProperties: { type: 'string' } }, [{}, { a: '' }], [{ a: 1 }]],
  [{ propertyNames: { pattern: '^[A-Z]' } }, [{}, { A: 1 }], [{ a: 1 }]],
  [{ minProperties: 1 }, [{ a: 1 }, 1], [{}]],
  [{ items: { type: 'string' } }, [[], ['a'], 1], [['a', 1]]],
  [{ prefixItems: [{ type: 'string' }], items: false }, [[], ['a']], [[1], ['a', 'b']]],
  [{ minItems: 1, maxItems: 2 }, [[1], [1, 2], 1], [[], [1, 2, 3]]],
  [
    { uniqueItems: true },
    [[], [1, 2], [[1], [2]]],
    [
      [1, 1],
      [{ a: 1 }, 2, { a: 1 }],
    ],
  ],
  [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, ['a'], ['', 1]],
  [{ oneOf: [{ type: 'string' }, { minLength: 2 }] }, ['a', 1], ['ab']],
  [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, ['a', null], [1]],
  [{ not: { type: 'string' } }, [1], ['a']],
  [
    { if: { type: 'string' }, then: { minLength: 1 }, else: { type: 'null' } },
    ['a', null],
    ['', 1],
  ],
  [{ if: { type: 'string' }, then: false }, [1], ['a']],
  [{ $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }, ['a'], [1]],
]

for (const [schema, fitting, wrong] of CASES) {
  test(`${JSON.stringify(schema)} accepts valid values and refuses invalid ones`, () => {
    for (const value of fitting) assert.deepEqual(found(schema, value), [], JSON.stringify(value))
    for (const value of wrong) assert.notDeepEqual(found(schema, value), [], JSON.stringify(value))
  })
}

test('a violation names its place', () => {
  const item = { required: ['b'], properties: { b: { const: 1 } } }
  const schema = { properties: { a: { items: item } }, additionalProperties: false }
  assert.deepEqual(found(schema, { a: [{ b: 1 }, {}, { b: 2 }], c: 1 }), [
    '/a/1: lacks "b"',
    '/a/2/b: is not 1',
    '/c: may not be there',
  ])
})

test('reports the alternative with the fewest violations', () => {
  const schema = { oneOf: [{ type: 'string' }, { properties: { a: { const: 1 } } }] }
  assert.deepEqual(found(schema, { a: 2 }), ['/a: is not 1'])
})

test('refuses an unknown keyword and a reference to nothing', () => {
  assert.throws(() => found({ anyOf: [] }, 1), /the keyword anyOf is not known/)
  assert.throws(() => found({ $ref: '#/$defs/a' }, 1), /leads nowhere/)
  assert.throws(() => found({ $ref: 'https://example.com/' }, 1), /leads nowhere/)
})
