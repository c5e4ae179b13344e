// Builds both packages: node tools/build.mjs. countersign-devtools also gets the adapter protocol
// and its line loops.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))

// Only the declarations keep comments, because editors show them.
const CODE = ['--removeComments', '--declaration', 'false', '--isolatedDeclarations', 'false']
const DECLARATIONS = ['--emitDeclarationOnly']

// countersign-devtools is compiled against the declarations of countersign.
for (const folder of ['.', 'devtools']) {
  rmSync(`${root}/${folder}/dist`, { recursive: true, force: true })
  for (const options of [CODE, DECLARATIONS]) {
    const { status } = spawnSync(
      process.execPath,
      [compiler, '-p', `${folder}/tsconfig.build.json`, ...options],
      { cwd: root, stdio: 'inherit' },
    )
    if (status !== 0) process.exit(status ?? 1)
  }
}

const adapters = `${root}/devtools/dist/adapters`
cpSync(`${root}/adapters/lib`, adapters, { recursive: true })
cpSync(`${root}/docs/adapter-protocol.md`, `${adapters}/adapter-protocol.md`)
