// The rules of ARCHITECTURE.md: the imports of each room, the size and order of src/signing, no
// dependency.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { posix, sep } from 'node:path'
import { test } from 'node:test'
import { functionsOf } from './function-lines.ts'

const root = new URL('..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** Sources by path. */
type Sources = ReadonlyMap<string, string>

const sources: Sources = new Map(
  ['src', 'devtools/src'].flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .map((path) => `${folder}/${path.split(sep).join('/')}`)
      .map((path) => [path, read(path)] as const),
  ),
)
const made = (files: Record<string, string>): Sources => new Map(Object.entries(files))

// A layer may import itself and the layers after the colon.
const LIBRARY: Readonly<Record<string, readonly string[]>> = {
  'src/signing': [],
  'src/server': ['src/signing'],
  'src/internal': ['src/signing'],
  'src/client': ['src/signing', 'src/internal'],
  'src/flow': ['src/signing', 'src/internal', 'src/client'],
  src: ['src/signing', 'src/server', 'src/internal', 'src/client', 'src/flow'],
}
const FACE = ['src', 'src/signing', 'src/server', 'src/client', 'src/flow']
const DEVTOOLS: Readonly<Record<string, readonly string[]>> = {
  'devtools/src/terminal': [],
  'devtools/src/page': [],
  'devtools/src/input': [],
  'devtools/src/pipeline': ['input'],
  'devtools/src/lint': ['input'],
  'devtools/src/explain': ['terminal', 'page', 'input', 'lint'],
  'devtools/src/diagnose': ['terminal', 'page', 'input', 'pipeline', 'lint', 'explain'],
  'devtools/src/conformance': ['terminal', 'page', 'input', 'diagnose'],
  'devtools/src/sandbox': ['page', 'input'],
  'devtools/src/cli': ['terminal', 'input', 'explain', 'diagnose', 'conformance', 'sandbox'],
}
const LAYERS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(LIBRARY),
  ...Object.entries(DEVTOOLS).map(
    ([layer, seen]) => [layer, [...FACE, ...seen.map((name) => `devtools/src/${name}`)]] as const,
  ),
])

/** The files that the devtools import from the package, by specifier. */
const ENTRIES: ReadonlyMap<string, string> = new Map([
  ['countersign', 'src/index.ts'],
  ['countersign/internal', 'src/for-devtools.ts'],
  ...['signing', 'server', 'client', 'flow'].map(
    (name) => [`countersign/${name}`, `src/${name}/index.ts`] as const,
  ),
])

// A file imports only files above it. This is also the reading order.
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

const layerOf = (path: string): string =>
  /^(?:devtools\/)?src(?:\/[^/]+(?=\/))?/.exec(path)?.[0] ?? ''
const isDevtools = (path: string): boolean => path.startsWith('devtools/')

/** The source that a specifier refers to. `null` for a module of Node. */
const targetOf = (path: string, specifier: string): string | null =>
  specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier)
    : isDevtools(path)
      ? (ENTRIES.get(specifier) ?? null)
      : null

function layerViolations(files: Sources): string[] {
  const violations: string[] = []
  for (const [path, source] of files) {
    const layer = layerOf(path)
    const allowed = LAYERS.get(layer)
    if (allowed === undefined) violations.push(`${path} is in no layer`)
    if (/\b(?:import|require)\s*\(\s*(?!['"`\s])/.test(withoutComments(source)))
      violations.push(`${path} computes what it imports`)
    for (const specifier of importsOf(source)) {
      const target = targetOf(path, specifier)
      if (target === null) {
        if (!specifier.startsWith('node:')) violations.push(`${path} depends on ${specifier}`)
        if (layer === 'src/signing' && specifier !== 'node:crypto')
          violations.push(`${path} imports ${specifier}`)
      } else if (
        !/^(?:devtools\/)?src\//.test(target) ||
        (specifier.startsWith('.') && isDevtools(path) !== isDevtools(target))
      )
        violations.push(`${path} imports ${specifier}, outside its package`)
      else if (!files.has(target)) violations.push(`${path} imports ${target}, which is not there`)
      else if (layerOf(target) === layer) continue
      else if (!allowed?.includes(layerOf(target)))
        violations.push(`${path} imports ${target}, a layer it may not see`)
      else if (target !== `${layerOf(target)}/index.ts` && target !== ENTRIES.get(specifier))
        violations.push(`${path} imports ${target}, past its index`)
    }
  }
  return violations
}

/** The nodes of a graph that are part of a circle. */
function circles(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (from: string): Set<string> => {
    const found = new Set<string>()
    const open = [...(arrows.get(from) ?? [])]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (found.has(node)) continue
      found.add(node)
      open.push(...(arrows.get(node) ?? []))
    }
    return found
  }
  return [...arrows.keys()].filter((node) => reached(node).has(node))
}

/** Circles of files, and of folders side by side. Type imports count. */
function circleViolations(files: Sources): string[] {
  const ofFiles = new Map<string, Set<string>>()
  const ofFolders = new Map<string, Set<string>>()
  for (const [path, source] of files) {
    const targets = importsOf(source).map((specifier) => targetOf(path, specifier))
    ofFiles.set(path, new Set(targets.filter((target) => target !== null)))
    for (const target of ofFiles.get(path)!) {
      const [from, to] = [posix.dirname(path), posix.dirname(target)]
      if (from === to || posix.dirname(from) !== posix.dirname(to)) continue
      ofFolders.set(from, (ofFolders.get(from) ?? new Set()).add(to))
    }
  }
  return [...circles(ofFiles), ...circles(ofFolders)].map((path) => `${path} is part of a circle`)
}

function orderViolations(files: Sources, order: readonly string[]): string[] {
  const names = [...files.keys()]
    .filter((path) => layerOf(path) === 'src/signing')
    .map((path) => path.slice('src/signing/'.length))
  const violations = names
    .filter((name) => !order.includes(name))
    .map((name) => `${name} is not in the order`)
  violations.push(
    ...order
      .filter((name) => !names.includes(name))
      .map((name) => `${name} is in the order, and not in the folder`),
  )
  for (const name of names) {
    const specifiers = importsOf(files.get(`src/signing/${name}`)!)
    for (const specifier of specifiers.filter((text) => text.startsWith('.'))) {
      const imported = posix.join('.', specifier)
      if (order.indexOf(imported) >= order.indexOf(name))
        violations.push(`${name} imports ${imported}, which stands below it`)
    }
  }
  return violations
}

const lineCount = (source: string): number => source.replace(/\n$/, '').split('\n').length

/** Limits on the lines that an auditor reads: of signing, and of verification. */
const LIMITS: Readonly<Record<string, number>> = { 'src/signing': 1200, 'src/server': 500 }
const MOST_LINES_OF_FILE = 150
const MOST_LINES_OF_FUNCTION = 40
const MOST_COLUMNS = 100
const isAudited = (path: string): boolean => layerOf(path) in LIMITS

function sizeViolations(files: Sources): string[] {
  return Object.entries(LIMITS).flatMap(([layer, most]) => {
    const ofLayer = [...files].filter(([path]) => layerOf(path) === layer)
    const counts = ofLayer.map(([path, source]) => [path, lineCount(source)] as const)
    const total = counts.reduce((sum, [, count]) => sum + count, 0)
    return [
      ...counts
        .filter(([, count]) => count > MOST_LINES_OF_FILE)
        .map(([path, count]) => `${path} has ${count} lines, more than ${MOST_LINES_OF_FILE}`),
      ...(total > most ? [`${layer} has ${total} lines, more than ${most}`] : []),
      ...ofLayer.flatMap(([path, source]) =>
        functionsOf(source)
          .filter(({ lines }) => lines > MOST_LINES_OF_FUNCTION)
          .map(({ line, lines }) => `${path}:${line} begins a function of ${lines} lines`),
      ),
    ]
  })
}

function columnViolations(files: Sources): string[] {
  return [...files]
    .filter(([path]) => isAudited(path))
    .flatMap(([path, source]) =>
      source.split('\n').flatMap((text, position) => {
        const columns = [...text].length
        return columns > MOST_COLUMNS ? [`${path}:${position + 1} has ${columns} columns`] : []
      }),
    )
}

const EVERYWHERE: readonly (readonly [string, RegExp])[] = [
  ['Math.random', /\bMath\s*\.\s*random\b/],
  ['URL.canParse', /\bcanParse\b/],
  ['enum', /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w/m],
  ['any', /(?:[:<|&,]|\bas|\bextends|=>)\s*any\b(?!\w*\s*:)/],
]
const IN_SIGNING: readonly (readonly [string, RegExp])[] = [
  ['URLSearchParams', /\bURLSearchParams\b|\bsearchParams\b/],
  ['decodeURIComponent', /\bdecodeURI(?:Component)?\b/],
  ['console', /\bconsole\b/],
  ['process', /\bprocess\s*\./],
]
const CLOCK_OR_RANDOMNESS =
  /\bDate\b|\bperformance\b|\brandom(?:UUID|Bytes|Int|Fill)|\bgetRandomValues\b/

const CLOCK = 'src/signing/protocol-parameters.ts'
const CRYPTOGRAPHY = 'src/signing/cryptography.ts'

function wordViolations(files: Sources): string[] {
  const violations: string[] = []
  for (const [path, source] of files) {
    const code = withoutComments(source)
    const isSigning = isAudited(path)
    for (const [name, pattern] of isSigning ? [...EVERYWHERE, ...IN_SIGNING] : EVERYWHERE) {
      if (pattern.test(code)) violations.push(`${path} uses ${name}`)
    }
    if (/@ts-(?:ignore|nocheck|expect-error)/.test(source))
      violations.push(`${path} silences the type check`)
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
  if (names.join() !== DEV_DEPENDENCIES.join())
    violations.push(`package.json is developed with ${names.join(', ')}`)
  const loose = development.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
  violations.push(
    ...loose.map(([name, version]) => `package.json does not pin ${name}: ${String(version)}`),
  )
  const scripts = Object.keys(Object(manifest['scripts'])).filter((name) =>
    /^(?:pre|post)?install$/.test(name),
  )
  return violations.concat(scripts.map((name) => `package.json runs a script at ${name}`))
}

const lockViolations = (lock: string): string[] =>
  [...lock.matchAll(/"resolved": "[^"]*:[^"]*"/g)].map((match) => `the lock file says ${match[0]}`)

test('each layer imports only the layers below it in ARCHITECTURE.md', () => {
  assert.ok(sources.size > 15, 'the sources were found')
  assert.deepEqual(layerViolations(sources), [])
})

test('finds an import against the layers', () => {
  const signing = {
    'src/signing/index.ts': '',
    'src/signing/errors.ts': '',
    'src/client/index.ts': '',
    'src/flow/index.ts': '',
  }
  const violationsOf = (path: string, source: string): string[] =>
    layerViolations(made({ ...signing, [path]: source }))
  assert.deepEqual(
    violationsOf('src/client/a.ts', "import { x } from '../signing/index.ts'\nimport 'node:http'"),
    [],
  )
  assert.deepEqual(violationsOf('src/client/a.ts', "import { x } from '../flow/index.ts'"), [
    'src/client/a.ts imports src/flow/index.ts, a layer it may not see',
  ])
  assert.deepEqual(
    violationsOf('src/client/a.ts', "import {\n  x,\n} from '../signing/errors.ts'"),
    ['src/client/a.ts imports src/signing/errors.ts, past its index'],
  )
  const internal = { ...signing, 'src/internal/index.ts': '', 'src/internal/redact.ts': '' }
  const withInternal = (path: string, source: string): string[] =>
    layerViolations(made({ ...internal, [path]: source }))
  assert.deepEqual(withInternal('src/client/a.ts', "import { x } from '../internal/index.ts'"), [])
  assert.deepEqual(withInternal('src/client/a.ts', "import { x } from '../internal/redact.ts'"), [
    'src/client/a.ts imports src/internal/redact.ts, past its index',
  ])
  assert.deepEqual(withInternal('src/internal/a.ts', "import { x } from '../client/index.ts'"), [
    'src/internal/a.ts imports src/client/index.ts, a layer it may not see',
  ])
  assert.deepEqual(violationsOf('src/client/a.ts', "export * from 'undici'"), [
    'src/client/a.ts depends on undici',
  ])
  assert.deepEqual(violationsOf('src/client/a.ts', "const x = await import('undici')"), [
    'src/client/a.ts depends on undici',
  ])
  assert.deepEqual(violationsOf('src/client/a.ts', 'const x = await import(name)'), [
    'src/client/a.ts computes what it imports',
  ])
  assert.deepEqual(violationsOf('src/client/a.ts', "import '../../test/x.ts'"), [
    'src/client/a.ts imports ../../test/x.ts, outside its package',
  ])
  assert.deepEqual(violationsOf('src/signing/a.ts', "import { x } from '../client/index.ts'"), [
    'src/signing/a.ts imports src/client/index.ts, a layer it may not see',
  ])
  assert.deepEqual(violationsOf('src/signing/a.ts', "import { x } from 'node:fs'"), [
    'src/signing/a.ts imports node:fs',
  ])
  assert.deepEqual(violationsOf('src/signing/a.ts', "import { x } from './gone.ts'"), [
    'src/signing/a.ts imports src/signing/gone.ts, which is not there',
  ])
  assert.deepEqual(violationsOf('src/utilities/a.ts', ''), ['src/utilities/a.ts is in no layer'])
  assert.deepEqual(violationsOf('src/client/a.ts', "// import { x } from '../flow/index.ts'"), [])
})

test('there are no circles of files, nor of folders side by side', () => {
  assert.deepEqual(circleViolations(sources), [])
})

test('finds circles of types, of files of two packages, and of folders', () => {
  const ofTypes = {
    'src/client/a.ts': "import type { B } from './b.ts'",
    'src/client/b.ts': "import './a.ts'",
  }
  assert.deepEqual(circleViolations(made(ofTypes)), [
    'src/client/a.ts is part of a circle',
    'src/client/b.ts is part of a circle',
  ])
  const ofFolders = {
    'src/client/x/a.ts': "import '../y/b.ts'",
    'src/client/y/b.ts': '',
    'src/client/y/c.ts': "import '../x/d.ts'",
    'src/client/x/d.ts': '',
  }
  assert.deepEqual(circleViolations(made(ofFolders)), [
    'src/client/x is part of a circle',
    'src/client/y is part of a circle',
  ])
  assert.deepEqual(
    circleViolations(made({ 'src/client/a.ts': "import './x/b.ts'", 'src/client/x/b.ts': '' })),
    [],
  )
})

test('src/signing has one reading order, and imports only upwards', () => {
  assert.deepEqual(orderViolations(sources, SIGNING_ORDER), [])
})

test('finds an import against the order, a circle, and a file that is not listed', () => {
  const files = made({
    'src/signing/a.ts': "import './b.ts'",
    'src/signing/b.ts': "import './a.ts'",
    'src/signing/c.ts': '',
  })
  assert.deepEqual(orderViolations(files, ['a.ts', 'b.ts', 'd.ts']), [
    'c.ts is not in the order',
    'd.ts is in the order, and not in the folder',
    'a.ts imports b.ts, which stands below it',
  ])
  assert.deepEqual(orderViolations(made({ 'src/signing/a.ts': "import './a.ts'" }), ['a.ts']), [
    'a.ts imports a.ts, which stands below it',
  ])
})

test('src/signing has at most 1,200 lines, src/server 500, a file of them 150, and a function of them 40', () => {
  assert.deepEqual(sizeViolations(sources), [])
  const found = [...sources].flatMap(([path, source]) =>
    isAudited(path) ? functionsOf(source) : [],
  )
  assert.ok(found.length > 80, `only ${found.length} functions of several lines were found`)
})

test('finds a file, a folder and a function that are too long', () => {
  const lines = (count: number): string => 'x\n'.repeat(count)
  const violationsOf = (source: string): string[] =>
    sizeViolations(made({ 'src/signing/a.ts': source }))
  assert.deepEqual(
    sizeViolations(made({ 'src/signing/a.ts': lines(150), 'src/client/b.ts': lines(1300) })),
    [],
  )
  assert.deepEqual(violationsOf(lines(151)), ['src/signing/a.ts has 151 lines, more than 150'])
  const nine = Object.fromEntries(
    [...'abcdefghi'].map((name) => [`src/signing/${name}.ts`, lines(139)]),
  )
  assert.deepEqual(sizeViolations(made(nine)), ['src/signing has 1251 lines, more than 1200'])
  const four = Object.fromEntries([...'abcd'].map((name) => [`src/server/${name}.ts`, lines(126)]))
  assert.deepEqual(sizeViolations(made(four)), ['src/server has 504 lines, more than 500'])
  const shapes: readonly (readonly [head: string, foot: string])[] = [
    ['export function f(a: string): string {', '}'],
    ['async function f({', '}'],
    ['export const f = (a: string): string => {', '}'],
    ['const f = (a: string): string[] =>', '  .sort()'],
    ['return items.map((item) => {', '})'],
    ['  async read<Item>(a: Item): Promise<void> {', '  }'],
    ['  get trace(): Trace {', '  },'],
    ['  constructor(', '  }'],
    ['    const add = (a: string): void => {', '    }'],
    ['export function f<Code extends string>(', '}'],
  ]
  for (const [head, foot] of shapes) {
    const [indent] = /^ */.exec(head)!
    // A signature on several lines.
    const opening = /\($/.test(head) ? [`${indent}  a: string,`, `${indent}): void {`] : []
    const middle =
      /\{\n?$/.test(head) && head.includes('({')
        ? [`${indent}  a,`, `${indent}}: B): C {`]
        : opening
    const functionOf = (count: number): string => {
      const body = Array.from({ length: count - 2 - middle.length }, () => `${indent}  x`)
      return [head, ...middle, ...body, foot, '', `${indent}y()`].join('\n')
    }
    assert.deepEqual(violationsOf(functionOf(40)), [], head)
    assert.deepEqual(
      violationsOf(functionOf(41)),
      ['src/signing/a.ts:1 begins a function of 41 lines'],
      head,
    )
  }
  // Neither a type nor a table nor a condition is a function.
  for (const head of [
    'export interface A {',
    'const TABLE = {',
    'if (a) {',
    'for (const a of b) {',
  ]) {
    assert.deepEqual(violationsOf(`${head}\n${'  x\n'.repeat(50)}}`), [], head)
  }
})

test('no line of src/signing and src/server has more than 100 columns', () => {
  assert.deepEqual(columnViolations(sources), [])
})

test('finds a line that is too long', () => {
  const violationsOf = (source: string): string[] =>
    columnViolations(made({ 'src/signing/a.ts': source }))
  assert.deepEqual(violationsOf(`${'x'.repeat(100)}\n`), [])
  assert.deepEqual(violationsOf(`x\n// ${'x'.repeat(98)}`), ['src/signing/a.ts:2 has 101 columns'])
})

test('only one file of src/signing imports node:crypto and uses Buffer', () => {
  const filesWith = (pattern: RegExp): string[] =>
    [...sources]
      .filter(
        ([path, source]) =>
          layerOf(path) === 'src/signing' && pattern.test(withoutComments(source)),
      )
      .map(([path]) => path)
  assert.deepEqual(filesWith(/from 'node:/), [CRYPTOGRAPHY])
  assert.deepEqual(filesWith(/\bnode:/), [CRYPTOGRAPHY])
  assert.deepEqual(filesWith(/\bBuffer\b/), [CRYPTOGRAPHY])
})

test('no source uses a forbidden word', () => {
  assert.deepEqual(wordViolations(sources), [])
})

test('finds a forbidden word', () => {
  const violationsOf = (source: string, path = 'src/signing/a.ts'): string[] =>
    wordViolations(made({ [path]: source }))
  assert.deepEqual(violationsOf('const n = Math.random()', 'src/client/a.ts'), [
    'src/client/a.ts uses Math.random',
  ])
  assert.deepEqual(violationsOf('URL.canParse(text)'), ['src/signing/a.ts uses URL.canParse'])
  assert.deepEqual(violationsOf('export const enum Colour { Red }'), ['src/signing/a.ts uses enum'])
  for (const code of [
    'let x: any',
    'f(x as any)',
    'Map<string, any>',
    '(x: any[]) => {}',
    '() => any',
    'let x: string | any',
  ]) {
    assert.deepEqual(violationsOf(code), ['src/signing/a.ts uses any'], code)
  }
  assert.deepEqual(violationsOf('/** any */\n// : any\nconst anything: anyone = x.any'), [])
  assert.deepEqual(violationsOf('// @ts-ignore'), ['src/signing/a.ts silences the type check'])
  assert.deepEqual(violationsOf('new URLSearchParams(q)'), [
    'src/signing/a.ts uses URLSearchParams',
  ])
  assert.deepEqual(violationsOf('url.searchParams'), ['src/signing/a.ts uses URLSearchParams'])
  assert.deepEqual(violationsOf('new URLSearchParams(q)', 'src/client/a.ts'), [])
  assert.deepEqual(violationsOf('decodeURIComponent(q)'), [
    'src/signing/a.ts uses decodeURIComponent',
  ])
  assert.deepEqual(violationsOf('encodeURIComponent(q)'), [])
  assert.deepEqual(violationsOf('Date.now()'), ['src/signing/a.ts has a clock or randomness'])
  assert.deepEqual(violationsOf('crypto.randomBytes(16)'), [
    'src/signing/a.ts has a clock or randomness',
  ])
  assert.deepEqual(violationsOf('crypto.randomFillSync(pool)', 'src/signing/cryptography.ts'), [])
  assert.deepEqual(violationsOf('Buffer.from(text)'), ['src/signing/a.ts needs Node'])
  assert.deepEqual(violationsOf("import 'node:crypto'"), ['src/signing/a.ts needs Node'])
  assert.deepEqual(violationsOf('Buffer.from(text)', 'src/signing/cryptography.ts'), [])
})

const UNSEEDED = /\bMath\s*\.\s*random\b|\brandom(?:Int|Bytes|UUID|FillSync)\b|\bgetRandomValues\b/

test('no test draws random numbers without a fixed seed', () => {
  const files = readdirSync(new URL('test', root), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path.split(sep).join('/')}`)
    .filter(
      (path) => /\.(?:ts|mjs)$/.test(path) && !/node_modules|^test\/(?:interop|fakes)\//.test(path),
    )
  // This file names the forbidden words, and the other one replaces a file of src/signing.
  const allowed = ['test/architecture.test.ts', 'test/replacement/cryptography.ts']
  const found = files.filter(
    (path) => !allowed.includes(path) && UNSEEDED.test(withoutComments(read(path))),
  )
  assert.ok(files.length > 50, 'the tests were found')
  assert.deepEqual(found, [])
})

test('the package has no runtime dependency, and four pinned dev dependencies', () => {
  assert.deepEqual(manifestViolations(JSON.parse(read('package.json')) as Manifest), [])
})

test('finds a dependency, a loose version and an install script', () => {
  const devDependencies = {
    '@types/node': '20.19.43',
    c8: '12.0.0',
    tsx: '4.23.15',
    typescript: '7.0.2',
  }
  assert.deepEqual(manifestViolations({ devDependencies }), [])
  assert.deepEqual(manifestViolations({ devDependencies, dependencies: {} }), [
    'package.json has dependencies',
  ])
  assert.deepEqual(
    manifestViolations({ devDependencies: { ...devDependencies, tsx: '^4.23.15' } }),
    ['package.json does not pin tsx: ^4.23.15'],
  )
  assert.deepEqual(manifestViolations({ devDependencies: { c8: '12.0.0' } }), [
    'package.json is developed with c8',
  ])
  assert.deepEqual(manifestViolations({ devDependencies, scripts: { postinstall: 'x' } }), [
    'package.json runs a script at postinstall',
  ])
})

test('the lock file names no host to load packages from', () => {
  assert.deepEqual(lockViolations(read('package-lock.json')), [])
  assert.deepEqual(lockViolations('{ "resolved": "https://h/x.tgz" }'), [
    'the lock file says "resolved": "https://h/x.tgz"',
  ])
  assert.deepEqual(lockViolations('{ "resolved": "file:x" }'), [
    'the lock file says "resolved": "file:x"',
  ])
  // A package of this repository.
  assert.deepEqual(lockViolations('{ "resolved": "devtools", "link": true }'), [])
})
