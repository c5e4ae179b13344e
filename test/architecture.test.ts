// The rules of docs/design.md that can be read off the files: layers, the size and order of src/signing, no dependency.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { posix, sep } from 'node:path'
import { test } from 'node:test'

const root = new URL('..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** Sources by their path under src. */
type Sources = ReadonlyMap<string, string>

const sources: Sources = new Map(
  readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => [path.split(sep).join('/'), read(`src/${path}`)]),
)
const made = (files: Record<string, string>): Sources => new Map(Object.entries(files))

// A layer imports itself and what stands behind it here; the empty name is src/index.ts.
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  signing: [],
  server: ['signing'],
  internal: ['signing'],
  client: ['signing', 'internal'],
  flow: ['signing', 'internal', 'client'],
  diagnose: ['signing', 'internal'],
  conformance: ['signing', 'server', 'internal', 'diagnose'],
  sandbox: ['signing', 'server', 'internal', 'diagnose'],
  cli: ['signing', 'server', 'internal', 'client', 'flow', 'diagnose', 'conformance', 'sandbox', ''],
  '': ['signing', 'server', 'internal', 'client', 'flow', 'diagnose', 'conformance', 'sandbox'],
}

// The layers that others import by their index alone.
const WITH_INDEX = ['signing', 'internal']

// A file imports only files that stand above it. This is also the order to read them in.
const SIGNING_ORDER = [
  'errors.ts',
  'percent-encoding.ts',
  'form-encoding.ts',
  'authorization-header.ts',
  'base-string-uri.ts',
  'request-parameters.ts',
  'signature-base-string.ts',
  'cryptography.ts',
  'signature-methods.ts',
  'trace.ts',
  'protocol-parameters.ts',
  'transmission.ts',
  'signing-options.ts',
  'sign-request.ts',
  'index.ts',
]

const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

const importsOf = (source: string): string[] =>
  [
    ...withoutComments(source).matchAll(
      /(?<![.\w])(?:(?:from|import)\s*|(?:import|require)\s*\(\s*)['"`]([^'"`>\s]+)['"`]/g,
    ),
  ].map((match) => match[1]!)

const layerOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')

function layerViolations(files: Sources): string[] {
  const violations: string[] = []
  for (const [path, source] of files) {
    const layer = layerOf(path)
    const allowed = LAYERS[layer]
    if (allowed === undefined) violations.push(`${path} is in no layer`)
    if (/\b(?:import|require)\s*\(\s*(?!['"`\s])/.test(withoutComments(source)))
      violations.push(`${path} computes what it imports`)
    for (const specifier of importsOf(source)) {
      if (!specifier.startsWith('.')) {
        if (!specifier.startsWith('node:')) violations.push(`${path} depends on ${specifier}`)
        if (layer === 'signing' && specifier !== 'node:crypto') violations.push(`${path} imports ${specifier}`)
        continue
      }
      const target = posix.join(posix.dirname(path), specifier)
      if (target.startsWith('..')) violations.push(`${path} imports ${specifier}, outside src`)
      else if (!files.has(target)) violations.push(`${path} imports ${target}, which is not there`)
      else if (layerOf(target) === layer) continue
      else if (!allowed?.includes(layerOf(target))) violations.push(`${path} imports ${target}, a layer it may not see`)
      else if (WITH_INDEX.includes(layerOf(target)) && target !== `${layerOf(target)}/index.ts`)
        violations.push(`${path} imports ${target}, past its index`)
    }
  }
  return violations
}

function orderViolations(files: Sources, order: readonly string[]): string[] {
  const names = [...files.keys()]
    .filter((path) => layerOf(path) === 'signing')
    .map((path) => path.slice('signing/'.length))
  const violations = names.filter((name) => !order.includes(name)).map((name) => `${name} is not in the order`)
  violations.push(
    ...order.filter((name) => !names.includes(name)).map((name) => `${name} is in the order, and not in the folder`),
  )
  for (const name of names) {
    for (const specifier of importsOf(files.get(`signing/${name}`)!).filter((specifier) => specifier.startsWith('.'))) {
      const imported = posix.join('.', specifier)
      if (order.indexOf(imported) >= order.indexOf(name))
        violations.push(`${name} imports ${imported}, which stands below it`)
    }
  }
  return violations
}

const lineCount = (source: string): number => source.replace(/\n$/, '').split('\n').length

/** How many lines an auditor reads: what signs, and what verifies on top of it. */
const LIMITS: Readonly<Record<string, number>> = { signing: 1200, server: 500 }

function sizeViolations(files: Sources): string[] {
  return Object.entries(LIMITS).flatMap(([layer, most]) => {
    const counts = [...files]
      .filter(([path]) => layerOf(path) === layer)
      .map(([path, source]) => [path, lineCount(source)] as const)
    const total = counts.reduce((sum, [, count]) => sum + count, 0)
    return [
      ...counts.filter(([, count]) => count > 150).map(([path, count]) => `${path} has ${count} lines, more than 150`),
      ...(total > most ? [`${layer} has ${total} lines, more than ${most}`] : []),
    ]
  })
}

const EVERYWHERE: readonly (readonly [string, RegExp])[] = [
  ['Math.random', /\bMath\s*\.\s*random\b/],
  ['enum', /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/m],
  ['any', /(?:[:<|&,]|\bas|\bextends|=>)\s*any\b(?!\w*\s*:)/],
]
const IN_SIGNING: readonly (readonly [string, RegExp])[] = [
  ['URLSearchParams', /\bURLSearchParams\b|\bsearchParams\b/],
  ['decodeURIComponent', /\bdecodeURI(?:Component)?\b/],
  ['console', /\bconsole\b/],
  ['process', /\bprocess\s*\./],
]
const CLOCK_OR_RANDOMNESS = /\bDate\b|\bperformance\b|\brandom(?:UUID|Bytes|Int|Fill)|\bgetRandomValues\b/

const CLOCK = 'signing/protocol-parameters.ts'
const CRYPTOGRAPHY = 'signing/cryptography.ts'

function wordViolations(files: Sources): string[] {
  const violations: string[] = []
  for (const [path, source] of files) {
    const code = withoutComments(source)
    const isSigning = ['signing', 'server'].includes(layerOf(path))
    for (const [name, pattern] of isSigning ? [...EVERYWHERE, ...IN_SIGNING] : EVERYWHERE) {
      if (pattern.test(code)) violations.push(`${path} uses ${name}`)
    }
    if (/@ts-(?:ignore|nocheck|expect-error)/.test(source)) violations.push(`${path} silences the type check`)
    if (isSigning && path !== CLOCK && path !== CRYPTOGRAPHY && CLOCK_OR_RANDOMNESS.test(code)) {
      violations.push(`${path} has a clock or randomness`)
    }
    if (isSigning && path !== CRYPTOGRAPHY && /node:|\bBuffer\b/.test(code)) {
      violations.push(`${path} needs Node`)
    }
  }
  return violations
}

interface Manifest {
  readonly [field: string]: unknown
}

const DEV_DEPENDENCIES = ['@types/node', 'c8', 'tsx', 'typescript']

function manifestViolations(manifest: Manifest): string[] {
  const violations = [
    'dependencies',
    'peerDependencies',
    'optionalDependencies',
    'bundledDependencies',
    'bundleDependencies',
  ]
    .filter((field) => field in manifest)
    .map((field) => `package.json has ${field}`)
  const development = Object.entries(Object(manifest['devDependencies']))
  const names = development.map(([name]) => name).sort()
  if (names.join() !== DEV_DEPENDENCIES.join()) violations.push(`package.json is developed with ${names.join(', ')}`)
  const loose = development.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
  violations.push(...loose.map(([name, version]) => `package.json does not pin ${name}: ${String(version)}`))
  const scripts = Object.keys(Object(manifest['scripts'])).filter((name) => /^(?:pre|post)?install$/.test(name))
  return violations.concat(scripts.map((name) => `package.json runs a script at ${name}`))
}

const lockViolations = (lock: string): string[] =>
  [...lock.matchAll(/"resolved":/g)].map((match) => `the lock file says ${match[0]}`)

test('each layer imports only the layers that design.md lets it see', () => {
  assert.ok(sources.size > 15, 'the sources were found')
  assert.deepEqual(layerViolations(sources), [])
})

test('an import against the layers is found', () => {
  const signing = { 'signing/index.ts': '', 'signing/errors.ts': '', 'client/index.ts': '', 'flow/index.ts': '' }
  const violationsOf = (path: string, source: string): string[] => layerViolations(made({ ...signing, [path]: source }))
  assert.deepEqual(violationsOf('client/a.ts', "import { x } from '../signing/index.ts'\nimport 'node:http'"), [])
  assert.deepEqual(violationsOf('client/a.ts', "import { x } from '../flow/index.ts'"), [
    'client/a.ts imports flow/index.ts, a layer it may not see',
  ])
  assert.deepEqual(violationsOf('client/a.ts', "import {\n  x,\n} from '../signing/errors.ts'"), [
    'client/a.ts imports signing/errors.ts, past its index',
  ])
  const internal = { ...signing, 'internal/index.ts': '', 'internal/redact.ts': '' }
  const withInternal = (path: string, source: string): string[] =>
    layerViolations(made({ ...internal, [path]: source }))
  assert.deepEqual(withInternal('client/a.ts', "import { x } from '../internal/index.ts'"), [])
  assert.deepEqual(withInternal('client/a.ts', "import { x } from '../internal/redact.ts'"), [
    'client/a.ts imports internal/redact.ts, past its index',
  ])
  assert.deepEqual(withInternal('internal/a.ts', "import { x } from '../client/index.ts'"), [
    'internal/a.ts imports client/index.ts, a layer it may not see',
  ])
  assert.deepEqual(violationsOf('client/a.ts', "export * from 'undici'"), ['client/a.ts depends on undici'])
  assert.deepEqual(violationsOf('client/a.ts', "const x = await import('undici')"), ['client/a.ts depends on undici'])
  assert.deepEqual(violationsOf('client/a.ts', 'const x = await import(name)'), [
    'client/a.ts computes what it imports',
  ])
  assert.deepEqual(violationsOf('client/a.ts', "import '../../test/x.ts'"), [
    'client/a.ts imports ../../test/x.ts, outside src',
  ])
  assert.deepEqual(violationsOf('signing/a.ts', "import { x } from '../client/index.ts'"), [
    'signing/a.ts imports client/index.ts, a layer it may not see',
  ])
  assert.deepEqual(violationsOf('signing/a.ts', "import { x } from 'node:fs'"), ['signing/a.ts imports node:fs'])
  assert.deepEqual(violationsOf('signing/a.ts', "import { x } from './gone.ts'"), [
    'signing/a.ts imports signing/gone.ts, which is not there',
  ])
  assert.deepEqual(violationsOf('utilities/a.ts', ''), ['utilities/a.ts is in no layer'])
  assert.deepEqual(violationsOf('client/a.ts', "// import { x } from '../flow/index.ts'"), [])
})

test('src/signing is read in one order, and imports only upwards', () => {
  assert.deepEqual(orderViolations(sources, SIGNING_ORDER), [])
})

test('an import against the order, a cycle, and a file nobody listed are found', () => {
  const files = made({ 'signing/a.ts': "import './b.ts'", 'signing/b.ts': "import './a.ts'", 'signing/c.ts': '' })
  assert.deepEqual(orderViolations(files, ['a.ts', 'b.ts', 'd.ts']), [
    'c.ts is not in the order',
    'd.ts is in the order, and not in the folder',
    'a.ts imports b.ts, which stands below it',
  ])
  assert.deepEqual(orderViolations(made({ 'signing/a.ts': "import './a.ts'" }), ['a.ts']), [
    'a.ts imports a.ts, which stands below it',
  ])
})

test('src/signing has at most 1,200 lines, src/server 500, and no file of them more than 150', () => {
  assert.deepEqual(sizeViolations(sources), [])
})

test('too long a file and too long a folder are found', () => {
  const lines = (count: number): string => 'x\n'.repeat(count)
  assert.deepEqual(sizeViolations(made({ 'signing/a.ts': lines(150), 'client/b.ts': lines(1300) })), [])
  assert.deepEqual(sizeViolations(made({ 'signing/a.ts': lines(151) })), ['signing/a.ts has 151 lines, more than 150'])
  const nine = Object.fromEntries([...'abcdefghi'].map((name) => [`signing/${name}.ts`, lines(139)]))
  assert.deepEqual(sizeViolations(made(nine)), ['signing has 1251 lines, more than 1200'])
  const four = Object.fromEntries([...'abcd'].map((name) => [`server/${name}.ts`, lines(126)]))
  assert.deepEqual(sizeViolations(made(four)), ['server has 504 lines, more than 500'])
})

test('no source uses what design.md and style.md rule out', () => {
  assert.deepEqual(wordViolations(sources), [])
})

test('a word that is ruled out is found', () => {
  const violationsOf = (source: string, path = 'signing/a.ts'): string[] => wordViolations(made({ [path]: source }))
  assert.deepEqual(violationsOf('const n = Math.random()', 'client/a.ts'), ['client/a.ts uses Math.random'])
  assert.deepEqual(violationsOf('export const enum Colour { Red }'), ['signing/a.ts uses enum'])
  for (const code of [
    'let x: any',
    'f(x as any)',
    'Map<string, any>',
    '(x: any[]) => {}',
    '() => any',
    'let x: string | any',
  ]) {
    assert.deepEqual(violationsOf(code), ['signing/a.ts uses any'], code)
  }
  assert.deepEqual(violationsOf('/** any */\n// : any\nconst anything: anyone = x.any'), [])
  assert.deepEqual(violationsOf('// @ts-ignore'), ['signing/a.ts silences the type check'])
  assert.deepEqual(violationsOf('new URLSearchParams(q)'), ['signing/a.ts uses URLSearchParams'])
  assert.deepEqual(violationsOf('url.searchParams'), ['signing/a.ts uses URLSearchParams'])
  assert.deepEqual(violationsOf('new URLSearchParams(q)', 'client/a.ts'), [])
  assert.deepEqual(violationsOf('decodeURIComponent(q)'), ['signing/a.ts uses decodeURIComponent'])
  assert.deepEqual(violationsOf('encodeURIComponent(q)'), [])
  assert.deepEqual(violationsOf('Date.now()'), ['signing/a.ts has a clock or randomness'])
  assert.deepEqual(violationsOf('crypto.randomBytes(16)'), ['signing/a.ts has a clock or randomness'])
  assert.deepEqual(violationsOf('crypto.randomFillSync(pool)', 'signing/cryptography.ts'), [])
  assert.deepEqual(violationsOf('Buffer.from(text)'), ['signing/a.ts needs Node'])
  assert.deepEqual(violationsOf("import 'node:crypto'"), ['signing/a.ts needs Node'])
  assert.deepEqual(violationsOf('Buffer.from(text)', 'signing/cryptography.ts'), [])
})

test('the package has no runtime dependency, and is developed with four pinned ones', () => {
  assert.deepEqual(manifestViolations(JSON.parse(read('package.json')) as Manifest), [])
})

test('a dependency, a loose version and an install script are found', () => {
  const devDependencies = { '@types/node': '20.19.43', c8: '12.0.0', tsx: '4.23.15', typescript: '7.0.2' }
  assert.deepEqual(manifestViolations({ devDependencies }), [])
  assert.deepEqual(manifestViolations({ devDependencies, dependencies: {} }), ['package.json has dependencies'])
  assert.deepEqual(manifestViolations({ devDependencies: { ...devDependencies, tsx: '^4.23.15' } }), [
    'package.json does not pin tsx: ^4.23.15',
  ])
  assert.deepEqual(manifestViolations({ devDependencies: { c8: '12.0.0' } }), ['package.json is developed with c8'])
  assert.deepEqual(manifestViolations({ devDependencies, scripts: { postinstall: 'x' } }), [
    'package.json runs a script at postinstall',
  ])
})

test('the lock file names no host to load packages from', () => {
  assert.deepEqual(lockViolations(read('package-lock.json')), [])
  assert.deepEqual(lockViolations('{ "resolved": "file:x" }'), ['the lock file says "resolved":'])
})
