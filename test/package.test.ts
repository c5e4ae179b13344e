// The package as npm would publish it: packed from a copy, installed into an empty folder, and used from there.
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

let temporary: string
let consumer: string
let installed: string

before(
  async () => {
    temporary = await mkdtemp(join(tmpdir(), 'countersign-package-'))
    const checkout = join(temporary, 'checkout')
    const stays = new Set(['node_modules', '.git', 'dist', 'coverage', '__pycache__'])
    await cp(root, checkout, { recursive: true, filter: (path) => !stays.has(basename(path)) })
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'))
    // The script `prepare` builds dist.
    await run('npm', ['pack', '--pack-destination', temporary], { cwd: checkout })
    const [tarball] = (await readdir(temporary)).filter((name) => name.endsWith('.tgz'))
    assert.ok(tarball, 'npm made a tarball')
    consumer = join(temporary, 'consumer')
    await mkdir(consumer)
    await writeFile(
      join(consumer, 'package.json'),
      '{ "name": "consumer", "private": true, "type": "module" }',
    )
    await run(
      'npm',
      ['install', '--offline', '--no-audit', '--no-fund', join(temporary, tarball)],
      { cwd: consumer },
    )
    installed = join(consumer, 'node_modules', 'countersign')
  },
  { timeout: 120_000 },
)

after(() => rm(temporary, { recursive: true, force: true }))

const evaluate = async (code: string): Promise<string> =>
  (
    await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: consumer })
  ).stdout.trim()

test('nothing else is installed with it', async () => {
  const names = (await readdir(join(consumer, 'node_modules'))).filter(
    (name) => !name.startsWith('.'),
  )
  assert.deepEqual(names, ['countersign'])
})

test('it holds dist, src, the vectors and what npm adds, and nothing else', async () => {
  const files = (await readdir(installed, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(installed.length + 1)
        .replaceAll('\\', '/'),
    )
  const allowed = [
    /^dist\/[a-z0-9/-]+\.(?:js|d\.ts)(?:\.map)?$/,
    /^src\/[a-z0-9/-]+\.ts$/,
    /^test\/vectors\/[a-z0-9-]+\.json$/,
    /^test\/vectors\/(?:README\.md|LICENSE)$/,
    /^test\/vectors\/derive\/[a-z_]+\.(?:py|json)$/,
    /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  ]
  assert.deepEqual(
    files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
    [],
  )
  const wanted = [
    'package.json',
    'src/signing/index.ts',
    'test/vectors/schema.json',
    'test/vectors/base-string-uri.json',
    'test/vectors/LICENSE',
  ]
  for (const layer of ['', 'signing/', 'client/', 'flow/', 'sandbox/'])
    wanted.push(`dist/${layer}index.js`, `dist/${layer}index.d.ts`)
  const ofCheckout = await readdir(root)
  wanted.push(
    ...['README.md', 'LICENSE'].filter((name) => ofCheckout.includes(name)),
    'dist/cli/main.js',
  )
  assert.deepEqual(
    wanted.filter((file) => !files.includes(file)),
    [],
  )
})

test('each source has its compiled form, which imports compiled forms alone', async () => {
  const sources = (await readdir(join(installed, 'src'), { recursive: true })).filter((name) =>
    name.endsWith('.ts'),
  )
  assert.ok(sources.length > 15)
  for (const source of sources) {
    const compiled = await readFile(join(installed, 'dist', source.replace(/ts$/, 'js')), 'utf8')
    assert.doesNotMatch(compiled, /(?:from|import)\s*\(?\s*['"]\.[^'"]*\.ts['"]/, source)
  }
})

test('it runs no script when it is installed', async () => {
  const { scripts } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  assert.deepEqual(
    Object.keys(scripts).filter((name) => /install/.test(name)),
    [],
  )
})

test('its signing core gives the signature of OAuth Core 1.0a, appendix A.5', async () => {
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

test('every entry can be imported, and the first one has what the others have', async () => {
  for (const entry of [
    'countersign',
    'countersign/signing',
    'countersign/client',
    'countersign/flow',
    'countersign/sandbox',
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

test('require of the package works as well', async () => {
  const { stdout } = await run(
    process.execPath,
    ['--eval', "console.log(typeof require('countersign/signing').signRequest)"],
    { cwd: consumer },
  )
  assert.equal(stdout.trim(), 'function')
})

test('the vectors can be imported, and what is not exported cannot', async () => {
  const code = `import { createRequire } from 'node:module'
     const require = createRequire(import.meta.url)
     console.log(require('countersign/vectors/base-string-uri.json').format)`
  assert.equal(
    await evaluate(
      code.replace('import.meta.url', `'${new URL('x.js', `file://${consumer}/`).href}'`),
    ),
    'countersign-vectors/1',
  )
  await assert.rejects(
    evaluate("await import('countersign/dist/signing/errors.js')"),
    /ERR_PACKAGE_PATH_NOT_EXPORTED/,
  )
})

test('its types are found by a strict compiler', async () => {
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

test('its command prints its help', async () => {
  const { stdout } = await run(join(consumer, 'node_modules/.bin/countersign'), ['--help'], {
    cwd: consumer,
  })
  assert.match(stdout, /countersign/)
})
