// The format of the vector suite, by test/vectors/README.md and schema.json, with rules that a
// schema cannot express.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { violations } from './json-schema.ts'

const folder = new URL('./vectors/', import.meta.url)
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8')

interface Members {
  readonly [member: string]: unknown
}

interface Vector {
  readonly id: string
  readonly about: string
  readonly spec: readonly {
    readonly rfc5849?: string
    readonly item?: number
    readonly [rule: string]: unknown
  }[]
  readonly level: string
  readonly flags: readonly string[]
  readonly source: string
  readonly published?: { readonly id: string }
  readonly input: Members
  readonly expect: Members
  readonly publishedValue?: Members
  readonly reason?: string
}

interface Group {
  readonly about: string
  readonly operation?: string
  readonly context?: Members
  readonly tests: readonly Vector[]
}

interface Flag {
  readonly bug: string
  readonly effect: string
  readonly seen: readonly string[]
}

interface VectorFile {
  /** Without `.json`. */
  readonly name: string
  readonly format: string
  readonly suite: string
  readonly operation: string
  readonly section: string
  readonly about: string
  readonly count: number
  readonly flags: Readonly<Record<string, Flag>>
  readonly groups: readonly Group[]
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name))
  .sort()
const texts = names.map(read)
const files: readonly VectorFile[] = names.map((name, position) => ({
  name: name.replace(/\.json$/, ''),
  ...(JSON.parse(texts[position]!) as Omit<VectorFile, 'name'>),
}))
const schema = JSON.parse(read('schema.json')) as Members
const readme = read('README.md')

const testsOf = ({ groups }: VectorFile): readonly Vector[] => groups.flatMap(({ tests }) => tests)
const repeated = (values: readonly string[]): string[] =>
  values.filter((value, position) => values.indexOf(value) < position)
const quoted = (texts: readonly string[]): string =>
  texts.map((text) => JSON.stringify(text)).join(', ')

/** The violations in one file, as messages. */
type Check = (file: VectorFile) => string[]

const fitsSchema: Check = ({ name: _, ...content }) => violations(schema, content)

const isNamed: Check = ({ name, suite, format }) => [
  ...(name === suite ? [] : [`the suite is called ${suite}, and the file ${name}`]),
  ...(format === 'countersign-vectors/1' ? [] : [`the format is ${format}`]),
]

const hasItsIds: Check = (file) =>
  testsOf(file)
    .map(({ id }) => id)
    .filter(
      (id) =>
        !id.startsWith(`${file.suite}/`) ||
        !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id.slice(file.suite.length + 1)),
    )
    .map((id) => `${id} is not the suite and kebab-case`)

const isCounted: Check = (file) => {
  const { length } = testsOf(file)
  return length === file.count
    ? []
    : [`there are ${length} tests, and the count says ${file.count}`]
}

const usesItsFlags: Check = (file) => {
  const [declared, used] = [
    Object.keys(file.flags),
    [...new Set(testsOf(file).flatMap(({ flags }) => flags))],
  ]
  return [
    ...declared
      .filter((flag) => !used.includes(flag))
      .map((flag) => `${flag} is declared and not used`),
    ...used
      .filter((flag) => !declared.includes(flag))
      .map((flag) => `${flag} is used and not declared`),
  ]
}

const SECTIONS =
  `1 1.1 1.2 1.3 2 2.1 2.2 2.3 3 3.1 3.2 3.3 3.4 3.4.1 3.4.1.1 3.4.1.2 3.4.1.3 3.4.1.3.1 3.4.1.3.2 3.4.2
  3.4.3 3.4.4 3.5 3.5.1 3.5.2 3.5.3 3.6 4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 5 6 6.1
  6.2`.split(/\s+/)

/** The numbered lists of the RFC, with their numbers of items. */
const ITEMS: Readonly<Record<string, number>> = {
  '2': 3,
  '3.1': 3,
  '3.4.1.1': 5,
  '3.4.1.2': 3,
  '3.4.1.3.2': 4,
  '3.4.2': 3,
  '3.4.4': 3,
  '3.5': 3,
  '3.5.1': 4,
  '3.6': 2,
}

const namesSections: Check = (file) => [
  ...(SECTIONS.includes(file.section) ? [] : [`RFC 5849 has no section ${file.section}`]),
  ...testsOf(file).flatMap(({ id, spec }) =>
    spec.flatMap(({ rfc5849, item }) => {
      if (rfc5849 !== undefined && !SECTIONS.includes(rfc5849))
        return [`${id}: RFC 5849 has no section ${rfc5849}`]
      const isThere = item === undefined || (rfc5849 !== undefined && item <= (ITEMS[rfc5849] ?? 0))
      return isThere ? [] : [`${id}: section ${rfc5849} has no item ${item}`]
    }),
  ),
]

/** The input and output members of each operation. */
const REQUEST = ['method', 'url', 'headers', 'body']
interface Operation {
  readonly takes: readonly string[]
  readonly answers: readonly string[]
}
const OPERATIONS: Readonly<Record<string, Operation>> = {
  percentEncode: { takes: ['text'], answers: ['encoded'] },
  baseStringUri: { takes: ['url'], answers: ['baseStringUri'] },
  normalizeParameters: { takes: ['parameters'], answers: ['normalizedParameters'] },
  signatureBaseString: {
    takes: [...REQUEST, 'signatureMethod', 'credentials'],
    answers: ['signatureBaseString'],
  },
  sign: {
    takes: [...REQUEST, 'signatureMethod', 'credentials'],
    answers: [
      'baseStringUri',
      'normalizedParameters',
      'signatureBaseString',
      'signature',
      'authorizationHeader',
    ],
  },
  verify: { takes: ['request', 'credentials', 'now'], answers: ['valid', 'reason'] },
  verifySequence: { takes: ['steps'], answers: ['results'] },
  requestBaseString: {
    takes: [...REQUEST, 'parameters'],
    answers: [
      'parameters',
      'baseStringUri',
      'normalizedParameters',
      'signatureBaseString',
      'signature',
    ],
  },
  signBaseString: {
    takes: ['baseString', 'signatureMethod', 'credentials'],
    answers: ['signature'],
  },
  parseForm: { takes: ['form'], answers: ['parameters'] },
  parseAuthorizationHeader: { takes: ['header'], answers: ['realm', 'parameters'] },
  formatAuthorizationHeader: { takes: ['realm', 'parameters'], answers: ['authorizationHeader'] },
  bodyHash: { takes: ['body', 'hash'], answers: ['bodyHash'] },
}
const OPTIONAL = [
  'nonce',
  'timestamp',
  'version',
  'callback',
  'verifier',
  'realm',
  'extra',
  'signatureMethod',
  'credentials',
]
const WITH_OPTIONAL = ['sign', 'signatureBaseString', 'requestBaseString']

const hasItsInputs: Check = (file) =>
  file.groups.flatMap((group) =>
    group.tests.flatMap(({ id, input }) => {
      const operation = group.operation ?? file.operation
      const { takes } = OPERATIONS[operation]!
      const given = Object.keys({ ...group.context, ...input })
      const allowed = WITH_OPTIONAL.includes(operation) ? [...takes, ...OPTIONAL] : takes
      return [
        ...takes
          .filter((member) => !given.includes(member))
          .map((member) => `${id}: ${operation} needs ${member}`),
        ...given
          .filter((member) => !allowed.includes(member))
          .map((member) => `${id}: ${operation} takes no ${member}`),
      ]
    }),
  )

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const alternativesIn = ({ expect }: Vector): readonly Members[] =>
  (expect['oneOf'] as readonly Members[] | undefined) ?? [expect]

/** One outcome of an operation: all its required members, and no others. */
function outcomeViolations(
  operation: string,
  outcome: Members,
  isAlternative: boolean,
  isPlaintext: boolean,
): string[] {
  const { as: _, stage, ...members } = outcome
  const given = Object.keys(members)
  const { answers } = OPERATIONS[operation]!
  if (members['rejected'] === true) return given.length === 1 ? [] : ['a refusal has no result']
  if (stage !== undefined) return ['only a refusal has a stage']
  const strangers = given.filter((member) => !answers.includes(member))
  if (strangers.length > 0 || given.length === 0)
    return [`${operation} does not answer ${quoted(strangers)}`]
  if (operation === 'verify') return verdictViolations(members, isAlternative)
  if (operation === 'verifySequence') {
    return (members['results'] as readonly Members[]).flatMap((verdict) =>
      verdictViolations(verdict, isAlternative),
    )
  }
  if (operation !== 'sign' || isAlternative) return []
  const stages = isPlaintext ? ['signature', 'authorizationHeader'] : answers
  return stages
    .filter((member) => !given.includes(member))
    .map((member) => `the stage ${member} is missing`)
}

function verdictViolations({ valid, reason }: Members, isAlternative: boolean): string[] {
  if (valid === true) return reason === undefined ? [] : ['what is valid has a reason']
  return reason !== undefined || isAlternative ? [] : ['what is not valid has no reason']
}

const expectsWhatItMay: Check = (file) =>
  file.groups.flatMap((group) =>
    group.tests.flatMap((vector) => {
      const operation = group.operation ?? file.operation
      const isPlaintext = { ...group.context, ...vector.input }['signatureMethod'] === 'PLAINTEXT'
      const [alternatives, isOpen] = [alternativesIn(vector), 'oneOf' in vector.expect]
      const labels = alternatives.map(({ as: label }) => String(label))
      const outcomes = alternatives.map(({ as: _, ...outcome }) => JSON.stringify(outcome))
      return [
        ...(vector.level === 'silent' && !isOpen ? ['a silent test has alternatives'] : []),
        ...(isOpen && alternatives.length < 2 ? ['one alternative is none'] : []),
        ...(isOpen ? repeated(labels).map((label) => `two alternatives are called ${label}`) : []),
        ...(isOpen && repeated(outcomes).length > 0 ? ['two alternatives are alike'] : []),
        ...alternatives.flatMap((outcome) =>
          outcomeViolations(operation, outcome, isOpen, isPlaintext),
        ),
      ].map((problem) => `${vector.id}: ${problem}`)
    }),
  )

/** Every `{"hex": …}` at any depth, in input and output. */
function hexIn(value: unknown): Members[] {
  if (Array.isArray(value)) return value.flatMap(hexIn)
  if (!isObject(value)) return []
  return [...('hex' in value ? [value] : []), ...Object.values(value).flatMap(hexIn)]
}

const spellsOctets: Check = (file) => {
  const places = file.groups.flatMap(({ about, context, tests }) => [
    { id: `the context of ${about}`, input: context, expect: null },
    ...tests,
  ])
  return places.flatMap(({ id, input, expect }) =>
    hexIn([input, expect])
      .filter(
        ({ hex, ...rest }) => !/^([0-9a-f]{2})*$/.test(String(hex)) || Object.keys(rest).length > 0,
      )
      .map((value) => `${id}: ${JSON.stringify(value)} is no octets`),
  )
}

const namesItsSource: Check = (file) =>
  testsOf(file).flatMap(({ id, source, published, publishedValue, reason }) => [
    ...(published && source !== 'published'
      ? [`${id}: is published, and its source is ${source}`]
      : []),
    ...(!published && source === 'published' ? [`${id}: does not say where it was published`] : []),
    ...(publishedValue && !reason ? [`${id}: has another published value, without a reason`] : []),
    ...(publishedValue && !published ? [`${id}: has a published value, and is not published`] : []),
    ...(reason && !publishedValue ? [`${id}: has a reason for nothing`] : []),
  ])

const RULED_OUT = /\bshould\b|\b(?:test|check)s?\s+that\b/i

/** Descriptions are short statements in the present tense, unique within a file. */
const isWellDescribed: Check = (file) => {
  const abouts = testsOf(file).map(({ about }) => about)
  const headings = [file.about, ...file.groups.map(({ about }) => about)]
  const flagTexts = Object.values(file.flags).flatMap(({ bug, effect }) => [bug, effect])
  const own = testsOf(file)
    .filter(({ published }) => published === undefined)
    .map(({ about }) => about)
  return [
    ...repeated(abouts).map((about) => `two tests are described as ${JSON.stringify(about)}`),
    ...repeated(file.groups.map(({ about }) => about)).map(
      (about) => `two groups are called ${JSON.stringify(about)}`,
    ),
    ...[...abouts, ...headings, ...flagTexts]
      .filter((text) => RULED_OUT.test(text))
      .map((text) => `badly worded: ${JSON.stringify(text)}`),
    ...abouts
      .filter((about) => about.length > 120)
      .map((about) => `too long: ${JSON.stringify(about)}`),
    ...own
      .filter((about) => about !== about.trim() || /\w\.$/.test(about) || / {2}/.test(about))
      .map((about) => `badly written: ${JSON.stringify(about)}`),
  ]
}

const CHECKS: Readonly<Record<string, Check>> = {
  'fits the schema': fitsSchema,
  'is named as its suite, in the one format': isNamed,
  'has ids of its suite and in kebab-case': hasItsIds,
  'has as many tests as it says': isCounted,
  'uses the flags that it declares, and no others': usesItsFlags,
  'names sections and items that RFC 5849 has': namesSections,
  'gives each operation what it takes': hasItsInputs,
  'expects what the level and the operation allow': expectsWhatItMay,
  'spells octets in hexadecimal': spellsOctets,
  'says where its values come from': namesItsSource,
  'describes each test in a short statement of its own': isWellDescribed,
}

for (const [what, check] of Object.entries(CHECKS)) {
  test(`every file ${what}`, () => {
    assert.deepEqual(
      files.flatMap((file) => check(file).map((violation) => `${file.name}: ${violation}`)),
      [],
    )
  })
}

/** Violations across the files. */
const repeatedIds = (all: readonly VectorFile[]): string[] =>
  repeated(all.flatMap((file) => testsOf(file).map(({ id }) => id)))
const publishedIds = (all: readonly VectorFile[]): string[] =>
  all.flatMap((file) =>
    testsOf(file).flatMap(({ published }) => (published === undefined ? [] : [published.id])),
  )

test('every id is unique', () => {
  assert.deepEqual(repeatedIds(files), [])
})

test('there are 600 vectors or more', () => {
  const total = files.reduce((sum, file) => sum + testsOf(file).length, 0)
  assert.ok(total >= 600, String(total))
})

test('all 387 published vectors are in their files, each once', () => {
  const own = publishedIds(files.filter(({ name }) => name.startsWith('published-')))
  assert.deepEqual(repeated(own), [])
  assert.equal(own.length, 387)
  assert.deepEqual(
    publishedIds(files).filter((id) => !own.includes(id)),
    [],
    'what other files use is one of these',
  )
})

test('files end lines with a line feed, and hold no tab and no byte order mark', () => {
  for (const [position, text] of texts.entries())
    assert.match(text, /^\{[^\t\r\uFEFF]*\}\n$/, names[position])
})

/** The files in the table of the README. A name may end in `*`. */
function listedIn(text: string): string[] {
  const [, table = ''] = /\n## Files\n[\s\S]*?\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(text) ?? []
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name))
}

function listViolations(text: string, existing: readonly string[]): string[] {
  const listed = listedIn(text)
  const fits = (pattern: string, name: string): boolean =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
  return [
    ...existing
      .filter((name) => listed.filter((pattern) => fits(pattern, name)).length !== 1)
      .map((name) => `${name} is not listed once`),
    ...listed
      .filter((pattern) => !existing.some((name) => fits(pattern, name)))
      .map((name) => `${name} is listed, and not there`),
  ]
}

test('the README lists every file', () => {
  assert.deepEqual(
    listViolations(
      readme,
      files.map(({ name }) => name),
    ),
    [],
  )
})

test('the README describes every operation, level and source of the schema', () => {
  interface Definition {
    readonly enum: readonly string[]
    readonly properties: Readonly<Record<string, Definition>>
  }
  const {
    operation,
    test: { properties },
  } = schema['$defs'] as Readonly<Record<'operation' | 'test', Definition>>
  const words = [operation, properties['level']!, properties['source']!].flatMap(
    (definition) => definition.enum,
  )
  assert.deepEqual(
    words.filter((word) => !readme.includes(`\`${word}\``)),
    [],
  )
  assert.deepEqual(operation.enum.toSorted(), Object.keys(OPERATIONS).sort())
})

test('the suite is under 0BSD', () => {
  assert.match(read('LICENSE'), /^(BSD Zero Clause License|Zero-Clause BSD|0BSD)/)
})

// Each check on a valid file, and on the same file with one violation.

const vector: Vector = {
  id: 'made/one',
  about: 'keeps a',
  spec: [{ rfc5849: '3.6', item: 2 }],
  level: 'must',
  flags: ['Bug'],
  source: 'derived',
  input: { text: 'a' },
  expect: { encoded: 'a' },
}
const file: VectorFile = {
  name: 'made',
  format: 'countersign-vectors/1',
  suite: 'made',
  operation: 'percentEncode',
  section: '3.6',
  about: 'Made.',
  count: 1,
  flags: { Bug: { bug: 'a', effect: 'b', seen: [] } },
  groups: [{ about: 'One', tests: [vector] }],
}
const withTests = (...changes: Partial<Vector>[]): VectorFile => {
  const tests = changes.map((change) => ({ ...vector, ...change }))
  return { ...file, count: tests.length, groups: [{ about: 'One', tests }] }
}
const without = (member: keyof Vector): VectorFile => {
  const { [member]: _, ...rest } = vector
  return { ...file, groups: [{ about: 'One', tests: [rest as Vector] }] }
}
const signed = {
  method: 'GET',
  url: 'http://a/',
  headers: [],
  body: null,
  signatureMethod: 'HMAC-SHA1',
  credentials: {},
}
const stages = Object.fromEntries(OPERATIONS['sign']!.answers.map((stage) => [stage, '']))
const verifying = (expect: Members): VectorFile => ({
  ...withTests({ input: { request: {}, credentials: {}, now: 1 }, expect }),
  operation: 'verify',
})
const signing = (expect: Members, input: Members = {}): VectorFile => ({
  ...withTests({ input: { ...signed, ...input }, expect }),
  operation: 'sign',
})
const published = { id: 'a', title: 'A' }
const [open, refused] = [
  { as: 'a', encoded: 'a' },
  { as: 'b', rejected: true },
]

const SPOILT: readonly (readonly [check: Check, spoilt: VectorFile, violation: RegExp])[] = [
  [fitsSchema, { ...file, extra: 1 } as never, /extra: may not be there/],
  [fitsSchema, { ...file, operation: 'encode' }, /operation: is none of/],
  [fitsSchema, without('level'), /tests\/0: lacks "level"/],
  [fitsSchema, withTests({ id: 'Made/One' }), /id: does not match/],
  [fitsSchema, withTests({ level: 'may' }), /level: is none of/],
  [fitsSchema, withTests({ level: 'silent' }), /lacks "oneOf"/],
  [fitsSchema, withTests({ source: 'published' }), /lacks "published"/],
  [fitsSchema, withTests({ published }), /is what it may not be/],
  [fitsSchema, withTests({ reason: 'a' }), /has "reason" without "publishedValue"/],
  [fitsSchema, withTests({ input: { text: { hex: 'E9' } } }), /does not match/],
  [isNamed, { ...file, name: 'other' }, /suite is called made/],
  [isNamed, { ...file, format: 'countersign-vectors/2' }, /format/],
  [hasItsIds, withTests({ id: 'other/one' }), /not the suite/],
  [hasItsIds, withTests({ id: 'made/One' }), /not the suite and kebab-case/],
  [hasItsIds, withTests({ id: 'made/one--two' }), /not the suite and kebab-case/],
  [isCounted, { ...file, count: 2 }, /there are 1 tests/],
  [usesItsFlags, withTests({ flags: [] }), /Bug is declared and not used/],
  [usesItsFlags, withTests({ flags: ['Bug', 'Other'] }), /Other is used and not declared/],
  [namesSections, { ...file, section: '3.7' }, /no section 3\.7/],
  [namesSections, withTests({ spec: [{ rfc5849: '4.16' }] }), /no section 4\.16/],
  [namesSections, withTests({ spec: [{ rfc5849: '3.6', item: 3 }] }), /no item 3/],
  [namesSections, withTests({ spec: [{ rfc5849: '3.3', item: 1 }] }), /no item 1/],
  [hasItsInputs, withTests({ input: {} }), /needs text/],
  [hasItsInputs, withTests({ input: { text: 'a', url: 'b' } }), /takes no url/],
  [hasItsInputs, signing(stages, { steps: [] }), /takes no steps/],
  [expectsWhatItMay, withTests({ level: 'silent' }), /a silent test has alternatives/],
  [expectsWhatItMay, withTests({ expect: { oneOf: [open] } }), /one alternative is none/],
  [
    expectsWhatItMay,
    withTests({ expect: { oneOf: [open, { ...refused, as: 'a' }] } }),
    /two .* are called a/,
  ],
  [
    expectsWhatItMay,
    withTests({ expect: { oneOf: [open, { ...open, as: 'b' }] } }),
    /two alternatives are alike/,
  ],
  [expectsWhatItMay, withTests({ expect: { signature: 'a' } }), /does not answer "signature"/],
  [
    expectsWhatItMay,
    withTests({ expect: { encoded: 'a', rejected: true } }),
    /a refusal has no result/,
  ],
  [
    expectsWhatItMay,
    withTests({ expect: { encoded: 'a', stage: 'b' } }),
    /only a refusal has a stage/,
  ],
  [
    expectsWhatItMay,
    signing({ signature: '', authorizationHeader: '' }),
    /the stage signatureBaseString is missing/,
  ],
  [
    expectsWhatItMay,
    verifying({ valid: true, reason: 'nonce_used' }),
    /what is valid has a reason/,
  ],
  [expectsWhatItMay, verifying({ valid: false }), /what is not valid has no reason/],
  [spellsOctets, withTests({ input: { text: { hex: 'e' } } }), /is no octets/],
  [spellsOctets, withTests({ expect: { parameters: [[{ hex: 'E9' }, '']] } }), /is no octets/],
  [spellsOctets, withTests({ input: { text: { hex: 'e9', text: '' } } }), /is no octets/],
  [
    spellsOctets,
    { ...file, groups: [{ about: 'One', context: { a: [{ hex: 1 }] }, tests: [] }] },
    /of One: .* is no/,
  ],
  [namesItsSource, withTests({ source: 'published' }), /does not say where/],
  [namesItsSource, withTests({ published }), /its source is derived/],
  [
    namesItsSource,
    withTests({ source: 'published', published, publishedValue: {} }),
    /without a reason/,
  ],
  [namesItsSource, withTests({ publishedValue: {}, reason: 'a' }), /is not published/],
  [namesItsSource, withTests({ reason: 'a' }), /a reason for nothing/],
  [isWellDescribed, withTests({}, {}), /two tests are described/],
  [
    isWellDescribed,
    { ...file, groups: [...file.groups, { about: 'One', tests: [] }] },
    /two groups are called/,
  ],
  [isWellDescribed, withTests({ about: 'should keep a' }), /badly worded/],
  [isWellDescribed, withTests({ about: 'tests that a is kept' }), /badly worded/],
  [isWellDescribed, withTests({ about: 'a'.repeat(121) }), /too long/],
  [isWellDescribed, withTests({ about: 'keeps a.' }), /badly written/],
  [isWellDescribed, withTests({ about: ' keeps a' }), /badly written/],
]

test('a valid file passes every check', () => {
  const right = [
    file,
    verifying({ valid: true }),
    verifying({ valid: false, reason: 'nonce_used' }),
    signing(stages),
    signing({ rejected: true, stage: 'sign' }),
    signing({ oneOf: [{ as: 'a', signature: '' }, refused] }),
    signing({ signature: '', authorizationHeader: '' }, { signatureMethod: 'PLAINTEXT' }),
    withTests({ level: 'silent', expect: { oneOf: [open, refused] } }),
    withTests({ source: 'published', published, publishedValue: {}, reason: 'a' }),
  ]
  for (const one of right)
    assert.deepEqual(
      Object.values(CHECKS).flatMap((check) => check(one)),
      [],
    )
})

for (const [check, spoilt, violation] of SPOILT) {
  test(`finds a violation: ${violation.source}, by ${check.name}`, () => {
    assert.match(check(spoilt).join('\n'), violation)
  })
}

test('every check refuses a file', () => {
  assert.deepEqual(
    Object.values(CHECKS).filter((check) => !SPOILT.some(([other]) => other === check)),
    [],
  )
})

test('finds a repeated id or published id', () => {
  assert.deepEqual(repeatedIds([file, file]), ['made/one'])
  assert.deepEqual(repeatedIds([file, withTests({ id: 'made/two' })]), [])
  assert.deepEqual(
    repeated(publishedIds([withTests({ published }, { id: 'made/two', published })])),
    ['a'],
  )
})

test('finds a file that the README omits, repeats or invents', () => {
  const table = (...rows: string[]): string =>
    `\n## Files\n\n| file | b | c |\n|---|---|---|\n${rows.map((row) => `| ${row} | x | \`y\` |\n`).join('')}`
  assert.deepEqual(listViolations(table('`a`, `b`', '`c-*`'), ['a', 'b', 'c-d', 'c-e']), [])
  assert.deepEqual(listViolations(table('`a`'), ['a', 'b']), ['b is not listed once'])
  assert.deepEqual(listViolations(table('`a`', '`a`'), ['a']), ['a is not listed once'])
  assert.deepEqual(listViolations(table('`a`', '`b*`'), ['a']), ['b* is listed, and not there'])
  assert.deepEqual(listViolations('no table', ['a']), ['a is not listed once'])
})
