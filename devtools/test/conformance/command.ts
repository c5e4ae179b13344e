// Runs the conformance command with its own streams, and builds commands for fakes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { conformance } from '../../src/cli/commands/conformance.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function collect(isTTY: boolean): [Writable, () => string] {
  const pieces: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      pieces.push(String(chunk))
      done()
    },
  })
  return [Object.assign(stream, { isTTY }), () => pieces.join('')]
}

export async function run(
  args: readonly string[],
  { env = {}, isTTY = false }: { env?: Record<string, string>; isTTY?: boolean } = {},
): Promise<Ended> {
  const [[stdout, readOut], [stderr, readErr]] = [collect(isTTY), collect(isTTY)]
  const code = await conformance.run(args, { stdin: Readable.from([]), stdout, stderr, env })
  return { code, stdout: readOut(), stderr: readErr() }
}

/** The arguments of a command that runs a fake. */
export const fake = (name: string, ...args: readonly string[]): string[] => [
  process.execPath,
  fileURLToPath(new URL(`../fakes/${name}.mjs`, import.meta.url)),
  ...args,
]

/** The same for `--adapter`. */
export const adapter = (name: string): string[] => [
  '--adapter',
  `${name}=${fake(name)
    .map((word) => `'${word}'`)
    .join(' ')}`,
]

/** A temporary folder that is removed after the test. */
export function folder(context: TestContext): {
  path(name: string): string
  write(name: string, text: string): string
  read(name: string): string
} {
  const base = mkdtempSync(join(tmpdir(), 'countersign-conformance-'))
  context.after(() => rmSync(base, { recursive: true }))
  return {
    path: (name) => join(base, name),
    write(name, text) {
      writeFileSync(join(base, name), text)
      return join(base, name)
    },
    read: (name) => readFileSync(join(base, name), 'utf8'),
  }
}

/** Waits until a process has ended. A zombie counts as ended. */
export async function gone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (!isAlive(pid)) return true
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return true
  }
}
