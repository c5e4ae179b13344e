/**
 * Reads a manifest of adapters, such as adapters/adapters.json, and finds out which adapters are
 * installed.
 */
import { spawnSync } from 'node:child_process'
import { dirname, resolve } from 'node:path'
import { readJsonList } from '../protocol/json-list.ts'
import { CountersignError } from 'countersign/signing'
import { isMembers } from '../protocol/members.ts'

export interface ManifestEntry {
  readonly name: string
  readonly command: readonly string[]
  /** The working directory of its commands: the parent of the manifest's folder. */
  readonly cwd: string
  readonly isInstalled: boolean
}

/** The time limit of one probe, in milliseconds. */
const PROBE_TIMEOUT = 30_000

/**
 * Reads a manifest and runs the probe of each adapter.
 *
 * @throws CountersignError `usage`, `input-too-large`
 */
export function loadManifest(path: string, timeout: number = PROBE_TIMEOUT): ManifestEntry[] {
  const list = readJsonList(path, (why) => refuse(path, why))
  const cwd = dirname(dirname(resolve(path)))
  return list.map((entry) => {
    const { name, command, probe } = isMembers(entry) ? entry : {}
    if (typeof name !== 'string' || !isCommand(command) || !isCommand(probe))
      return refuse(path, 'an entry lacks its name, command or probe')
    const [program, ...args] = probe
    const options = { cwd, stdio: 'ignore', timeout, killSignal: 'SIGKILL' } as const
    return { name, command, cwd, isInstalled: spawnSync(program!, args, options).status === 0 }
  })
}

const isCommand = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string')

function refuse(path: string, why: string): never {
  throw new CountersignError('usage', `not a manifest of adapters: ${path}: ${why}`, {
    hint: 'see adapters/README.md',
  })
}
