/** Compiles a program that imports `countersign`, and returns the output of the compiler. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

const path = (relative: string): string =>
  fileURLToPath(new URL(`../../${relative}`, import.meta.url))

/**
 * @param packages a node_modules folder for other imports; its declarations are not checked
 */
export function compile(t: TestContext, program: string, packages: string | null = null): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-types-'))
  t.after(() => rmSync(folder, { recursive: true }))
  if (packages !== null) symlinkSync(packages, join(folder, 'node_modules'))
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024'],
    module: 'nodenext',
    types: ['node'],
    typeRoots: [path('node_modules/@types')],
    paths: {
      countersign: [path('src/index.ts')],
      'countersign/signing': [path('src/signing/index.ts')],
      'countersign/client': [path('src/client/index.ts')],
      'countersign/flow': [path('src/flow/index.ts')],
      'countersign/server': [path('src/server/index.ts')],
    },
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: packages !== null,
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  )
  writeFileSync(join(folder, 'program.ts'), program)
  const compiler = path('node_modules/typescript/bin/tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder], {
    encoding: 'utf8',
  })
  return stdout + stderr
}
