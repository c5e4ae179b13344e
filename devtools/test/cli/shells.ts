// The installed shells, and a function that evaluates lines in each of them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Shell {
  readonly name: string
  readonly options: readonly string[]
  /** The command of the shell that evaluates the file of lines. */
  readonly evaluate: string
}

export const SHELLS: readonly Shell[] = [
  { name: 'bash', options: ['--norc', '--noprofile'], evaluate: 'eval "$(cat lines)"' },
  { name: 'zsh', options: ['-f'], evaluate: 'eval "$(cat lines)"' },
  { name: 'dash', options: [], evaluate: 'eval "$(cat lines)"' },
  { name: 'fish', options: ['--no-config'], evaluate: 'cat lines | source' },
]

export function isMissing({ name }: Shell): string | false {
  return spawnSync(name, ['-c', 'exit 0']).status !== 0 && `${name} is not installed`
}

export interface Evaluated {
  readonly stdout: Buffer
  readonly stderr: string
  /** The files that the lines created. */
  readonly made: readonly string[]
}

/** @param then the command that runs after the lines */
export function evaluate(
  { name, options, evaluate: read }: Shell,
  lines: string,
  then: string,
): Evaluated {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-shell-'))
  try {
    writeFileSync(join(folder, 'lines'), lines)
    const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8' }
    const { stdout, stderr } = spawnSync(name, [...options, '-c', `${read}\n${then}`], {
      cwd: folder,
      env,
    })
    const made = readdirSync(folder).filter((file) => file !== 'lines' && !file.startsWith('.'))
    return { stdout, stderr: stderr.toString(), made }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
