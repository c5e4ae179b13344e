// src/signing needs Node in one file alone: the suite and the compiler take another file in its place.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as nodeCrypto from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createOwnSubject } from '../../devtools/src/conformance/subject/in-process.ts'
import { runSubjects } from '../../devtools/src/conformance/run/run.ts'
import { loadSuite } from '../../devtools/src/conformance/suite/vectors.ts'
import { count } from '../../devtools/src/conformance/run/verdict.ts'
import * as original from '../../src/signing/cryptography.ts'
import { CREDENTIALS, forAll, signatureOf, vectorInput } from '../signing/support.ts'
import * as replacement from './cryptography.ts'

type InProcess = typeof import('../../devtools/src/conformance/subject/in-process.ts')
type Signing = typeof import('../../src/signing/index.ts')

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = readFileSync(new URL('cryptography.ts', import.meta.url), 'utf8')
const HASHES = ['sha1', 'sha256', 'sha512'] as const

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-replacement-'))
  for (const name of ['src', 'devtools/src'])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  for (const path of readdirSync(join(folder, 'devtools'), { recursive: true, encoding: 'utf8' }))
    if (path.endsWith('.ts')) importFromCopy(join(folder, 'devtools', path))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'src/signing/cryptography.ts'), source)
  // Neither the types of Node nor those of this repository: what a browser has, and nothing else.
  const compilerOptions = { types: [], lib: ['es2024', 'dom', 'dom.iterable'] }
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions,
    include: ['src/signing', 'src/server'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
})
/** Has a file of the devtools import the library of the copy. */
function importFromCopy(file: string): void {
  const text = readFileSync(file, 'utf8')
  const library = (name: string): string => pathToFileURL(join(folder, 'src', name)).href
  writeFileSync(
    file,
    text
      .replaceAll("'countersign/internal'", `'${library('for-devtools.ts')}'`)
      .replaceAll(
        /'countersign\/(\w+)'/g,
        (_, layer: string) => `'${library(`${layer}/index.ts`)}'`,
      )
      .replaceAll("'countersign'", `'${library('index.ts')}'`),
  )
}

after(() => rmSync(folder, { recursive: true }))

const importCopy = async <Module>(path: string): Promise<Module> =>
  (await import(pathToFileURL(join(folder, path)).href)) as Module

test('the replacement uses neither node:crypto nor Buffer', () => {
  assert.doesNotMatch(source, /import|require|\bBuffer\.|\bprocess\b/)
})

test('the whole suite has the same outcomes on a core whose one file is replaced', async () => {
  const copy = await importCopy<InProcess>('devtools/src/conformance/subject/in-process.ts')
  const { vectors } = loadSuite()
  const subjects = [createOwnSubject('1.2.3'), copy.createOwnSubject('1.2.3')]
  const [own, replaced] = await runSubjects(subjects, vectors, () => {})
  const { fail, errored, skipped } = count(replaced!.results)
  assert.deepEqual({ fail, errored, skipped }, { fail: 0, errored: 0, skipped: 0 })
  assert.equal(replaced!.results.length, vectors.length)
  const outcomesOf = ({ results }: typeof own & {}): unknown[] =>
    results.map(({ vector, outcome, as, difference }) => [vector.id, outcome, as, difference])
  assert.deepEqual(outcomesOf(replaced!), outcomesOf(own!))
  const rsa = vectors.filter(({ input }) => JSON.stringify(input).includes('RSA-SHA'))
  assert.ok(rsa.length > 60, `only ${rsa.length} vectors of RSA`)
})

test('both draw two hexadecimal digits for each random octet', () => {
  for (const { randomHex } of [original, replacement]) {
    for (const octets of [1, 15, 4096, 15]) {
      assert.match(randomHex(octets), new RegExp(`^[0-9a-f]{${2 * octets}}$`))
    }
    assert.notEqual(randomHex(15), randomHex(15))
  }
})

test('a fault in the replacement shows: the copy signs by nothing else', async () => {
  cpSync(join(folder, 'src/signing'), join(folder, 'broken'), { recursive: true })
  writeFileSync(join(folder, 'broken', 'cryptography.ts'), source.replace('0x36', '0x37'))
  const signatureBy = async (core: string): Promise<string> => {
    const { createSigner } = await importCopy<Signing>(`${core}/index.ts`)
    const signer = createSigner({ ...CREDENTIALS, token: null, tokenSecret: null })
    return signatureOf(signer.sign({ method: 'GET', url: 'http://h/' }))
  }
  assert.notEqual(await signatureBy('broken'), await signatureBy('src/signing'))
})

const compile = (): { status: number | null; stdout: string } =>
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })

test('the core compiles with the replacement, and without the types of Node', () => {
  const { status, stdout } = compile()
  assert.equal(status, 0, stdout)
})

test('a replacement that lacks an export, or has one of another type, does not compile', () => {
  const file = join(folder, 'src/signing/cryptography.ts')
  const changes: readonly (readonly [from: string, to: string])[] = [
    ['export function randomHex', 'function randomHex'],
    ['signature: string): boolean {', 'signature: Uint8Array): boolean {'],
    [
      'export const rsaKeyBits = ({ modulus }: RsaKey): number =>',
      'export const rsaKeyBits = ({ modulus }: RsaKey): unknown =>',
    ],
  ]
  for (const [from, to] of changes) {
    assert.ok(source.includes(from), from)
    writeFileSync(file, source.replace(from, to))
    assert.notEqual(compile().status, 0, to)
  }
  writeFileSync(file, source)
})

test('hashes and HMAC are those of Node', async () => {
  await forAll(60, (random) => {
    const key = 'é'.repeat(random.below(100)) + random.text()
    const text = random.text(30).repeat(random.below(12))
    for (const hash of HASHES) {
      assert.equal(
        replacement.hmac(hash, key, text),
        nodeCrypto.createHmac(hash, key).update(text).digest('base64'),
      )
      assert.equal(replacement.hashBase64(hash, text), original.hashBase64(hash, text))
    }
  })
  // Each length around the ends of one and of two blocks.
  for (let length = 50; length < 260; length++) {
    for (const hash of HASHES) {
      const octets = new Uint8Array(length).fill(length)
      assert.equal(replacement.hashBase64(hash, octets), original.hashBase64(hash, octets))
    }
  }
})

test('RSA signatures are those of Node, and are checked as by Node', () => {
  const { privateKey } = vectorInput('signature-methods-rsa/rsa-sha1').credentials
  const { publicKey } = vectorInput('verify-accepted/rsa-sha1').credentials
  for (const hash of HASHES) {
    const signature = replacement.signRsa(
      hash,
      replacement.readRsaKey('private', privateKey)!,
      'text',
    )!
    assert.equal(
      signature,
      original.signRsa(hash, original.readRsaKey('private', privateKey)!, 'text'),
    )
    const own = original.signRsa(hash, original.readRsaKey('private', privateKey)!, 'text')!
    const key = replacement.readRsaKey('public', privateKey)!
    assert.ok(replacement.verifyRsa(hash, key, 'text', own))
    for (const wrong of [
      own.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
      `${own} `,
      '',
      own.slice(4),
    ]) {
      assert.equal(replacement.verifyRsa(hash, key, 'text', wrong), false)
    }
    assert.equal(replacement.verifyRsa(hash, key, 'other', own), false)
  }
  assert.ok(replacement.rsaKeyBits(replacement.readRsaKey('public', publicKey)!) >= 1024)
})
