// Builds both packages: node tools/build.mjs
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))

// countersign-devtools is compiled against the types of the build of countersign.
for (const folder of ['.', 'devtools']) {
  rmSync(`${root}/${folder}/dist`, { recursive: true, force: true })
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', `${folder}/tsconfig.build.json`],
    {
      cwd: root,
      stdio: 'inherit',
    },
  )
  if (status !== 0) process.exit(status ?? 1)
}
