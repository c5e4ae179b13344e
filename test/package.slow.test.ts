// The packages as npm publishes them: packed from a copy, installed into an empty folder, and used
// there.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** The packages by folder. */
const PACKAGES = {
  countersign: '.',
  'countersign-devtools': 'devtools',
  'countersign-vectors': 'test/vectors',
}
type Name = keyof typeof PACKAGES

let temporary: string
/** A project that installs only the library. */
let consumer: string
/** A project that installs all three packages. */
let workshop: string
const tarballs = new Map<
  string,
  { readonly file: string; readonly size: number; readonly unpackedSize: number }
>()

before(
  async () => {
    temporary = await mkdtemp(join(tmpdir(), 'countersign-package-'))
    const checkout = join(temporary, 'checkout')
    const stays = new Set(['node_modules', '.git', 'dist', 'coverage', '__pycache__'])
    await cp(root, checkout, { recursive: true, filter: (path) => !stays.has(basename(path)) })
    await installLinks(checkout)
    await run('npm', ['run', 'build'], { cwd: checkout })
    for (const folder of Object.values(PACKAGES)) {
      const { stdout } = await run(
        'npm',
        ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary],
        { cwd: join(checkout, folder) },
      )
      const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>)
      const { name, filename: file, size, unpackedSize } = packed!
      tarballs.set(name, { file: join(temporary, file), size, unpackedSize })
    }
    consumer = await install('consumer', ['countersign'])
    workshop = await install('workshop', Object.keys(PACKAGES) as Name[])
  },
  { timeout: 120_000 },
)

after(() => rm(temporary, { recursive: true, force: true }))

interface Packed {
  readonly name: string
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
}

/**
 * The installed packages of this checkout, except the links to its own packages, which the copy
 * replaces.
 */
async function installLinks(checkout: string): Promise<void> {
  const modules = join(checkout, 'node_modules')
  await mkdir(modules)
  for (const name of await readdir(join(root, 'node_modules')))
    if (!(name in PACKAGES)) await symlink(join(root, 'node_modules', name), join(modules, name))
  for (const [name, folder] of Object.entries(PACKAGES))
    await symlink(join(checkout, folder), join(modules, name))
}

async function install(project: string, names: readonly Name[]): Promise<string> {
  const folder = join(temporary, project)
  await mkdir(folder)
  await writeFile(
    join(folder, 'package.json'),
    '{ "name": "consumer", "private": true, "type": "module" }',
  )
  const files = names.map((name) => tarballs.get(name)!.file)
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...files], { cwd: folder })
  return folder
}

const installed = (name: Name): string =>
  join(name === 'countersign' ? consumer : workshop, 'node_modules', name)

async function filesOf(name: Name): Promise<string[]> {
  const folder = installed(name)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort()
}

/** The compiled files of the sources in a folder. */
async function compiledFrom(folder: string): Promise<string[]> {
  const sources = await readdir(join(root, folder), { recursive: true })
  return sources
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `dist/${name.replaceAll('\\', '/').slice(0, -'.ts'.length)}`)
    .flatMap((path) => [`${path}.js`, `${path}.d.ts`])
}

const evaluate = async (code: string, cwd: string = consumer): Promise<string> =>
  (await run(process.execPath, ['--input-type=module', '--eval', code], { cwd })).stdout.trim()

test('installs no other package', async () => {
  const names = (await readdir(join(consumer, 'node_modules'))).filter(
    (name) => !name.startsWith('.'),
  )
  assert.deepEqual(names, ['countersign'])
})

test('countersign holds its compiled sources, README and licence, and nothing else', async () => {
  const wanted = [...(await compiledFrom('src')), 'LICENSE', 'README.md', 'package.json']
  assert.deepEqual(await filesOf('countersign'), wanted.sort())
})

test('countersign is small: at most 120 kB, 600 kB unpacked, 200 files', async () => {
  const { size, unpackedSize } = tarballs.get('countersign')!
  const files = await filesOf('countersign')
  assert.deepEqual(
    { size: size <= 120_000, unpackedSize: unpackedSize <= 600_000, files: files.length <= 200 },
    { size: true, unpackedSize: true, files: true },
    `${size} octets, ${unpackedSize} unpacked, ${files.length} files`,
  )
})

test('countersign-devtools holds its compiled sources and the adapter protocol with its line loops', async () => {
  const adapters = [...(await readdir(join(root, 'adapters/lib'))), 'adapter-protocol.md']
  const wanted = [
    ...(await compiledFrom('devtools/src')),
    ...adapters.map((name) => `dist/adapters/${name}`),
    ...['LICENSE', 'README.md', 'package.json'],
  ]
  assert.deepEqual(await filesOf('countersign-devtools'), wanted.sort())
})

test('countersign-vectors holds only data and the programs that derive it', async () => {
  const allowed = [
    /^[a-z0-9-]+\.json$/,
    /^(?:README\.md|LICENSE)$/,
    /^derive\/[a-z_]+\.(?:py|json)$/,
  ]
  const files = await filesOf('countersign-vectors')
  assert.deepEqual(
    files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
    [],
  )
  const wanted = ['schema.json', 'base-string-uri.json', 'LICENSE', 'README.md']
  assert.deepEqual(
    wanted.filter((file) => !files.includes(file)),
    [],
  )
})

test('compiled sources import only compiled sources', async () => {
  for (const name of ['countersign', 'countersign-devtools'] as const) {
    for (const file of (await filesOf(name)).filter((path) => path.endsWith('.js'))) {
      const compiled = await readFile(join(installed(name), file), 'utf8')
      assert.doesNotMatch(compiled, /(?:from|import)\s*\(?\s*['"]\.[^'"]*\.ts['"]/, file)
    }
  }
})

test('the library starts no process except the browser, and no server except the listener of a login', async () => {
  const using = async (pattern: RegExp): Promise<string[]> => {
    const files = (await filesOf('countersign')).filter((path) => path.endsWith('.js'))
    const texts = await Promise.all(
      files.map((file) => readFile(join(installed('countersign'), file), 'utf8')),
    )
    return files.filter((_, at) => pattern.test(texts[at]!)).map((file) => basename(file))
  }
  assert.deepEqual(await using(/from 'node:child_process'/), ['open-browser.js'])
  assert.deepEqual(await using(/from 'node:(?:http|https|http2|net|tls)'/), [
    'callback-listener.js',
  ])
  assert.deepEqual(await using(/from 'node:(?:fs|fs\/promises)'/), [])
})

test('no package runs a script when it is installed', async () => {
  for (const name of Object.keys(PACKAGES) as Name[]) {
    const { scripts = {} } = JSON.parse(
      await readFile(join(installed(name), 'package.json'), 'utf8'),
    ) as {
      scripts?: Record<string, string>
    }
    assert.deepEqual(
      Object.keys(scripts).filter((script) => /install/.test(script)),
      [],
      name,
    )
  }
})

test('the installed signing core gives the signature of OAuth Core 1.0a, appendix A.5', async () => {
  const code = `
    import { signRequest } from 'countersign/signing'
    const url = 'http://photos.example.net/photos?file=vacation.jpg&size=original'
    const { trace } = signRequest({ method: 'GET', url }, {
      consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44',
      token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00',
      nonce: 'kllo9940pd9333jh', timestamp: 1191242096 })
    console.log(trace.signature)`
  assert.equal(await evaluate(code), 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=')
})

test('every entry can be imported, and the root exports the members of the others', async () => {
  for (const entry of [
    'countersign',
    'countersign/signing',
    'countersign/client',
    'countersign/flow',
    'countersign/server',
    'countersign/internal',
  ]) {
    assert.match(
      await evaluate(`console.log(Object.keys(await import('${entry}')).length)`),
      /^[1-9]\d*$/,
      entry,
    )
  }
  const code = `const all = await import('countersign')
     const wanted = ['signRequest', 'verifyRequest', 'OAuth1Service', 'OAuth1Session']
     console.log(wanted.filter((name) => !all[name]).join())`
  assert.equal(await evaluate(code), '')
})

test('the package can be loaded with require', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--eval', "console.log(typeof require('countersign/signing').signRequest)"],
    { cwd: consumer },
  )
  assert.equal(stdout.trim(), 'function')
})

test('paths that are not exported cannot be imported', async () => {
  const code = "await import('countersign/dist/signing/errors.js')"
  await assert.rejects(evaluate(code), /ERR_PACKAGE_PATH_NOT_EXPORTED/)
})

test('explain, diagnose, the runner and the sandbox can be imported from countersign-devtools', async () => {
  const code = `
    import { explain } from 'countersign-devtools/explain'
    import { diagnose } from 'countersign-devtools/diagnose'
    import { loadSuite } from 'countersign-devtools/conformance'
    import { startSandbox } from 'countersign-devtools/sandbox'
    console.log(typeof explain, typeof diagnose, typeof startSandbox, loadSuite().vectors.length > 1000)`
  assert.equal(await evaluate(code, workshop), 'function function function true')
})

test('the vectors can be read from countersign-vectors', async () => {
  const code = "console.log(require('countersign-vectors/base-string-uri.json').format)"
  const { stdout } = await run(process.execPath, ['--eval', code], { cwd: workshop })
  assert.equal(stdout.trim(), 'countersign-vectors/1')
})

test('a strict compiler finds its types', async () => {
  await writeFile(
    join(consumer, 'use.ts'),
    [
      "import { signRequest, type SignedRequest } from 'countersign/signing'",
      "const request = { method: 'GET', url: 'https://h/' }",
      "export const signed: SignedRequest = signRequest(request, { consumerKey: 'k', consumerSecret: 's' })",
      '// @ts-expect-error the consumer key is required',
      'signRequest(request, {})',
    ].join('\n'),
  )
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
  ]
  await run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...options, 'use.ts'],
    {
      cwd: consumer,
    },
  ).catch((error: { stdout: string }) => assert.fail(error.stdout))
})

test('the command prints its help', async () => {
  const command = join(workshop, 'node_modules/.bin/countersign')
  const { stdout } = await run(command, ['--help'], { cwd: workshop })
  assert.match(stdout, /countersign/)
})

test('the root exports the public names, and the same functions as the other entries', async () => {
  const code = `
    import * as root from 'countersign'
    const entries = await Promise.all(['signing', 'server', 'client', 'flow'].map((name) => import('countersign/' + name)))
    const isSame = (name) => entries.some((entry) => entry[name] === root[name])
    console.log(JSON.stringify([Object.keys(root).sort(), Object.keys(root).every(isSame)]))`
  assert.deepEqual(JSON.parse(await evaluate(code)), [
    [
      'CountersignError',
      'OAuth1Service',
      'OAuth1Session',
      'PRESETS',
      'ResponseError',
      'TransportError',
      'createMemoryReplayStore',
      'createSigner',
      'readCallback',
      'requireOk',
      'signRequest',
      'verifyRequest',
    ],
    true,
  ])
})
