/** Writes the command as an executable file, for tests that call it from a shell. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (from: string): string => fileURLToPath(new URL(`../../../${from}`, import.meta.url))

/** Creates the folder and writes `countersign` into it. */
export function writeCommand(folder: string): void {
  const loader = import.meta.resolve('tsx')
  // tsx looks for its configuration in the working directory, and the shell has another one.
  const environment = `TSX_TSCONFIG_PATH='${path('tsconfig.json')}'`
  const command = `'${process.execPath}' --import '${loader}' '${path('devtools/src/cli/main.ts')}' "$@"`
  mkdirSync(folder)
  writeFileSync(join(folder, 'countersign'), `#!/bin/sh\n${environment} exec ${command}\n`)
  chmodSync(join(folder, 'countersign'), 0o755)
}
