/** The command as an executable file, for tests that type it into a shell. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (from: string): string => fileURLToPath(new URL(`../../../${from}`, import.meta.url))

/** Writes `countersign` into a folder, which is made. */
export function writeCommand(folder: string): void {
  const loader = import.meta.resolve('tsx')
  // tsx looks for its configuration in the working folder, which is another one in a shell.
  const environment = `TSX_TSCONFIG_PATH='${path('tsconfig.json')}'`
  const command = `'${process.execPath}' --import '${loader}' '${path('devtools/src/cli/main.ts')}' "$@"`
  mkdirSync(folder)
  writeFileSync(join(folder, 'countersign'), `#!/bin/sh\n${environment} exec ${command}\n`)
  chmodSync(join(folder, 'countersign'), 0o755)
}
