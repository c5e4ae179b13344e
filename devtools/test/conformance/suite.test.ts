// Reading the vector suite, and selecting vectors.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { merge } from '../../src/conformance/protocol/members.ts'
import { formatSpec, sectionOf } from '../../src/conformance/suite/sections.ts'
import { select } from '../../src/conformance/suite/select.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'
import { folder } from './command.ts'

const suite = loadSuite()
const vectors = new URL('../../../test/vectors/', import.meta.url)
const names = readdirSync(vectors)
  .filter((name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name))
  .sort()

const file = {
  format: 'countersign-vectors/1',
  suite: 's',
  operation: 'sign',
  section: '3.4',
  about: 'x',
  count: 1,
  flags: { F: { bug: 'b', effect: 'e', seen: [] } },
  groups: [
    {
      about: 'g',
      context: { credentials: { token: 't', tokenSecret: 's' }, signatureMethod: 'PLAINTEXT' },
      tests: [
        {
          id: 's/a',
          about: 'does',
          spec: [{ rfc5849: '3.4' }],
          level: 'must',
          flags: ['F'],
          source: 'derived',
          input: { credentials: { token: null } },
          expect: { signature: 'x' },
        },
      ],
    },
  ],
}
type Test = (typeof file.groups)[0]['tests'][0]
const withTest = (change: object): object => ({
  ...file,
  groups: [{ ...file.groups[0], tests: [{ ...file.groups[0]!.tests[0], ...change } as Test] }],
})

test('reads the whole shipped suite', () => {
  const counts = names.map(
    (name) => (JSON.parse(readFileSync(new URL(name, vectors), 'utf8')) as { count: number }).count,
  )
  assert.equal(
    suite.vectors.length,
    counts.reduce((sum, count) => sum + count, 0),
  )
  const joined = Buffer.concat(names.map((name) => readFileSync(new URL(name, vectors))))
  assert.equal(suite.hash, createHash('sha256').update(joined).digest('hex'))
})

test('a vector has the context of its group, its flags and its methods', (context) => {
  const path = folder(context).write('s.json', JSON.stringify(file))
  const {
    vectors: [vector],
  } = loadSuite(dirname(path))
  assert.deepEqual(vector, {
    id: 's/a',
    about: 'does',
    level: 'must',
    spec: [{ rfc5849: '3.4' }],
    operation: 'sign',
    methods: ['PLAINTEXT'],
    flags: [{ name: 'F', bug: 'b', effect: 'e', seen: [] }],
    input: { credentials: { token: null, tokenSecret: 's' }, signatureMethod: 'PLAINTEXT' },
    expected: [{ as: null, isRefusal: false, members: { signature: 'x' } }],
  })
})

test('merges objects at every depth, and replaces other values', () => {
  const shared = { a: { b: { c: 1, d: 2 } }, list: [1], octets: { hex: '00' }, none: null }
  assert.deepEqual(
    merge(shared, { a: { b: { d: 3 } }, list: [], octets: { hex: 'ff' }, none: { x: 1 } }),
    {
      a: { b: { c: 1, d: 3 } },
      list: [],
      octets: { hex: 'ff' },
      none: { x: 1 },
    },
  )
})

test('refuses a malformed suite, and names the file and the fault', (context) => {
  const cases: readonly (readonly [object | string, RegExp])[] = [
    ['{', /s\.json: it is not a JSON object/],
    [
      { ...file, format: 'countersign-vectors/2' },
      /s\.json: its format is not countersign-vectors\/1/,
    ],
    [{ ...file, count: 2 }, /says 2 vectors and holds 1/],
    [{ ...file, operation: 'dance' }, /s\/a: there is no operation dance/],
    [withTest({ id: 't/a' }), /an id does not begin with s\//],
    [withTest({ level: 'may' }), /s\/a: there is no level may/],
    [withTest({ spec: [] }), /s\/a: its spec is not a list/],
    [withTest({ flags: ['G'] }), /s\/a: one of its flags is not declared/],
    [withTest({ expect: null }), /s\/a: its needs, input or expect is malformed/],
  ]
  for (const [content, message] of cases) {
    const path = folder(context).write(
      's.json',
      typeof content === 'string' ? content : JSON.stringify(content),
    )
    assert.throws(() => loadSuite(dirname(path)), { code: 'invalid-suite', message })
  }
  const twice = folder(context)
  twice.write('a.json', JSON.stringify(file))
  assert.throws(
    () => loadSuite(dirname(twice.write('b.json', JSON.stringify(file)))),
    /the id s\/a is used twice/,
  )
  assert.throws(() => loadSuite(folder(context).path('absent')), /the folder cannot be read/)
  assert.throws(
    () => loadSuite(dirname(folder(context).path('x'))),
    /there is no vector file in it/,
  )
})

test('a glob selects ids, and without a slash a suite', () => {
  const ids = (only: string[]): string[] =>
    select(suite.vectors, { only, sections: [] }).map(({ id }) => id)
  assert.deepEqual(ids(['base-string-uri/port-443-on-http']), ['base-string-uri/port-443-on-http'])
  assert.ok(ids(['base-string-uri/port-*']).length > 3)
  assert.ok(ids(['base-string-uri/port-*']).every((id) => id.startsWith('base-string-uri/port-')))
  assert.ok(ids(['percent-encoding']).every((id) => id.startsWith('percent-encoding/')))
  assert.ok(ids(['published-*', 'body-hash']).length > ids(['published-*']).length)
  assert.deepEqual(ids(['base-string-uri/port-443.on.http']), [])
})

test('a section selects itself and what is below it', () => {
  const chosen = (sections: string[]): string[] =>
    select(suite.vectors, { only: [], sections }).map(sectionOf)
  assert.ok(chosen(['3.4.1.3']).includes('3.4.1.3.2'))
  assert.ok(!chosen(['3.4.1']).includes('3.4.2'))
  assert.deepEqual(chosen(['9']), [])
})

test('formats rules as citations', () => {
  assert.equal(
    formatSpec([{ rfc5849: '3.4.1.3.2', item: 1 }, { erratum: 2550 }]),
    '§3.4.1.3.2 item 1, erratum 2550',
  )
  assert.equal(formatSpec([{ bodyHash: '4.2' }]), 'Body Hash §4.2')
})
