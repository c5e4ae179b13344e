// The codes of CountersignError: the union, docs/errors.md, and the places that throw them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import { ERROR_NOTES } from '../tools/docs/errors/codes.ts'
import { renderErrors } from '../tools/docs/errors/page.ts'
import { CountersignError, type ErrorCode } from '../src/index.ts'

const root = new URL('..', import.meta.url)

const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** The sources of both packages without comments, by path. */
const sources: ReadonlyMap<string, string> = new Map(
  ['src', 'devtools/src'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => `${folder}/${path.split(sep).join('/')}`)
      .map((path) => [path, withoutComments(readFileSync(new URL(path, root), 'utf8'))] as const),
  ),
)

const DECLARATION = /interface ErrorCodes \{([^}]*)\}/
const CODE = /'([^'\s]+)'/g

/** The layer of each code, as the sources declare it. */
function declaredCodes(files: ReadonlyMap<string, string>): Map<string, string> {
  const declared = new Map<string, string>()
  for (const [path, source] of files) {
    const layer = /(\w+)\/[^/]+$/.exec(path)?.[1] ?? ''
    for (const [, code = ''] of (DECLARATION.exec(source)?.[1] ?? '').matchAll(CODE)) {
      assert.ok(!declared.has(code), `${code} is declared twice`)
      declared.set(code, layer)
    }
  }
  return declared
}

// A code is the first text of a refusing call, or of a list that is passed to such a call.
const REFUSAL =
  /\b(?:fail|refuse\w*|reject|\w*Error)\(\s*(?:\w+(?: === '\w+' \?)?,?\s)?\s*'([a-z][a-z0-9-]*)'/g
const ALTERNATIVE = /\w*Error\(\w+ === '\w+' \? '[a-z-]+' : '([a-z][a-z0-9-]*)'/g
const LIST = /const [A-Z_]+ = \[\s*'([a-z][a-z0-9-]*)',/g

function thrownCodes(files: Iterable<string>): Set<string> {
  const found = [...files].flatMap((source) =>
    [REFUSAL, ALTERNATIVE, LIST].flatMap((pattern) => [...source.matchAll(pattern)]),
  )
  return new Set(found.map(([, code = '']) => code))
}

const declared = declaredCodes(sources)

test('docs/errors.md matches its generator', () => {
  assert.equal(readFileSync(new URL('docs/errors.md', root), 'utf8'), renderErrors())
})

test('the table has every declared code, under the layer that declares it', () => {
  const noted = Object.entries(ERROR_NOTES).map(([code, { layer }]) => [code, layer])
  assert.deepEqual(new Map(noted as [string, string][]), new Map(declared))
})

test('every code is in kebab-case', () => {
  const odd = [...declared.keys()].filter((code) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(code))
  assert.deepEqual(odd, [])
})

test('every note consists of sentences, and names a section of RFC 5849 or none', () => {
  const rfc = readFileSync(new URL('tools/docs/map/rfc5849.json', root), 'utf8')
  for (const [code, { when, todo, section }] of Object.entries(ERROR_NOTES)) {
    for (const text of [when, todo]) assert.match(text, /^[A-Z`][^|\n]*\.$/, code)
    if (section !== null) assert.ok(rfc.includes(`"${section}"`), `${code}: §${section}`)
  }
})

test('every declared code is thrown somewhere in src', () => {
  const thrown = thrownCodes(sources.values())
  assert.deepEqual(
    [...declared.keys()].filter((code) => !thrown.has(code)),
    [],
  )
})

test('no undeclared code is thrown', () => {
  // The type ErrorCode also refuses these, except with a cast.
  const direct = /(?:\bfail|new (?!Type|Range|Error\()\w*Error)\(\s*'([a-z0-9]+(?:-[a-z0-9]+)+)'/g
  const all = [...sources.values()].flatMap((source) => [...source.matchAll(direct)])
  assert.ok(all.length > 100, 'the calls were found')
  const codes = all.map(([, code = '']) => code)
  assert.deepEqual(
    codes.filter((code) => !declared.has(code)),
    [],
  )
})

test('finds a code that is not thrown, and one that is not declared', () => {
  const files = new Map([
    ['client/error-codes.ts', "interface ErrorCodes {\n  a: 'one-thing' | 'another'\n}"],
    ['client/a.ts', "if (x) fail('one-thing', '3.1')\nthrow new CountersignError(\n  'third', m)"],
    ['client/b.ts', "new TransportError(kind === 'x' ? 'slow' : 'lost', m)\nrefuseIt(to, 'far')"],
    ['client/c.ts', "if (error.code === 'another') return seconds('another')"],
  ])
  assert.deepEqual(
    [...declaredCodes(files)],
    [
      ['one-thing', 'client'],
      ['another', 'client'],
    ],
  )
  const thrown = [...thrownCodes(files.values())].sort()
  assert.deepEqual(thrown, ['far', 'lost', 'one-thing', 'slow', 'third'])
})

/** The codes of redirects, all of them. */
type RedirectCode = Extract<ErrorCode, `redirect-${string}`>

test('a switch over the code of an error is checked by the compiler', () => {
  const error = new CountersignError('redirect-limit', 'too many redirects')
  assert.ok(isLimit(error))
  assert.equal(describeRedirect('redirect-limit'), 'too many')
  assert.equal(describeSomeRedirects('redirect-invalid'), 'redirect-invalid')
})

/** The code narrows to the one that a case names. */
function isLimit(error: CountersignError): boolean {
  switch (error.code) {
    case 'redirect-limit':
      return (error.code satisfies 'redirect-limit').startsWith('redirect')
    // @ts-expect-error: no error has this code.
    case 'redirect-limits':
      return false
    default:
      // @ts-expect-error: a case above handles this code.
      return error.code === 'redirect-limit'
  }
}

/** `default` has the type `never` if every code has a case. */
function describeRedirect(code: RedirectCode): string {
  switch (code) {
    case 'redirect-limit':
      return 'too many'
    case 'redirect-cross-origin':
    case 'redirect-downgrade':
    case 'redirect-form':
    case 'redirect-invalid':
    case 'redirect-not-followed':
    case 'redirect-plaintext':
    case 'redirect-unreplayable':
      return 'refused'
    default:
      return code satisfies never
  }
}

function describeSomeRedirects(code: RedirectCode): string {
  switch (code) {
    case 'redirect-limit':
      return 'too many'
    default:
      // @ts-expect-error: the other codes are left.
      return code satisfies never
  }
}
