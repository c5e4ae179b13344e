/**
 * A copy of the repository in a temporary folder, with all mutants in it, compiled to JavaScript.
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { instrument } from './instrument.ts'
import { findMutants, type Mutant } from './mutants.ts'
import type { Parsers } from './syntax.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const STAYS = new Set(['node_modules', '.git', 'dist', 'coverage'])
const SOURCES = ['src/signing', 'src/server']
const TESTS = ['test/signing', 'test/server']
const VECTORS = 'tools/mutation/vectors.ts'

export interface Copy {
  readonly folder: string
  readonly mutants: readonly Mutant[]
  /** Test files, as paths in the folder without extension. */
  readonly tests: readonly string[]
  remove(): void
}

/** @throws Error if the copy cannot be compiled */
export function makeCopy(parsers: Parsers): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mutation-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    cpSync(ROOT, folder, { recursive: true, filter: (path) => !STAYS.has(basename(path)) })
    linkModules(folder)
    const originals = SOURCES.flatMap((below) => list(folder, below)).map(
      (file) => [file, readFileSync(join(folder, file), 'utf8')] as const,
    )
    const mutants: Mutant[] = []
    for (const [file, source] of originals) {
      const name = file.slice('src/'.length)
      const own = findMutants(name, source, mutants.length + 1, parsers)
      mutants.push(...own)
      const switchPath = pathFrom(file, 'tools/mutation/switch.ts')
      writeFileSync(join(folder, file), instrument(source, own, switchPath, parsers))
    }
    const tests = [...TESTS.flatMap((below) => list(folder, below)).filter(isTest), VECTORS]
    for (const file of [...list(folder, 'test'), VECTORS]) watchTests(folder, file)
    compile(folder, [...tests, 'tools/mutation/child.ts'])
    // Tests that read the sources find the original ones.
    for (const [file, source] of originals) writeFileSync(join(folder, file), source)
    return { folder, mutants, tests: tests.map((file) => file.slice(0, -'.ts'.length)), remove }
  } catch (error) {
    remove()
    throw error
  }
}

/**
 * Links the installed packages, with the packages of the copy instead of those of the repository.
 */
function linkModules(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  for (const name of readdirSync(join(ROOT, 'node_modules')))
    if (!name.startsWith('countersign'))
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name))
  symlinkSync(folder, join(modules, 'countersign'))
  symlinkSync(join(folder, 'test/vectors'), join(modules, 'countersign-vectors'))
  // Compiled files are next to their sources.
  const manifest = join(folder, 'package.json')
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('"./dist/', '"./src/'))
}

const isTest = (file: string): boolean => file.endsWith('.test.ts')

/** The TypeScript files below a folder, as paths in the copy. */
const list = (folder: string, below: string): string[] =>
  readdirSync(join(folder, below), { recursive: true, encoding: 'utf8' })
    .map((path) => `${below}/${path.split(sep).join('/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort()

function pathFrom(file: string, other: string): string {
  const path = relative(dirname(file), other).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}

/** Replaces node:test by harness.ts. */
function watchTests(folder: string, file: string): void {
  const path = join(folder, file)
  const source = readFileSync(path, 'utf8')
  const harness = pathFrom(file, 'tools/mutation/harness.ts')
  writeFileSync(path, source.replaceAll(/ from 'node:test'/g, ` from '${harness}'`))
}

function compile(folder: string, files: readonly string[]): void {
  const config = join(folder, 'tsconfig.mutation.json')
  const compilerOptions = {
    noEmit: false,
    noCheck: true,
    declaration: false,
    isolatedDeclarations: false,
  }
  writeFileSync(
    config,
    JSON.stringify({ extends: './tsconfig.json', compilerOptions, include: [], files }),
  )
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', config], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the instrumented sources do not compile:\n${stdout}`)
}
