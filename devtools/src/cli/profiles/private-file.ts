/** Files that hold secrets: their owner's alone, and no other kind of thing. */
import { type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { readOctets } from '../../input/index.ts'
import { CountersignError } from 'countersign/signing'
import { fileTrouble } from '../arguments/file-trouble.ts'
import { usage } from '../arguments/options.ts'
import { TEXT_LIMIT } from '../arguments/read-file.ts'
import { shellWord } from '../shell-text.ts'

/**
 * @returns the text; `null` where there is no file
 * @throws CountersignError `usage`: others can read it, or it is another user's, or no file; `input-too-large`
 */
export function readPrivately(path: string): string | null {
  const stats = requireOwnFile(path)
  if (stats === null) return null
  // Windows keeps its files apart by other means than these bits.
  if (process.platform !== 'win32' && stats.mode & 0o077) {
    throw exposed(`others can read ${JSON.stringify(path)}, which holds secrets`, '600', path)
  }
  try {
    return readOctets(path, TEXT_LIMIT).toString()
  } catch (error) {
    if (error instanceof CountersignError) throw error
    throw fileTrouble(path, 'read', error)
  }
}

/** @throws CountersignError `usage`: others can put another file in the place of one in this folder */
export function requireOwnFolder(folder: string): void {
  const stats = inspect(folder)
  if (stats === null || process.platform === 'win32') return
  requireOwner(folder, stats)
  if (stats.mode & 0o022)
    throw exposed(`others can replace files in ${JSON.stringify(folder)}`, '700', folder)
}

/**
 * What root makes in the home of another user, as under sudo, that user cannot use.
 *
 * @throws CountersignError `usage`
 */
export function requireOwnPlace(path: string): void {
  const stats = inspect(path)
  if (stats === null) requireOwnPlace(dirname(path))
  else if (process.geteuid?.() === 0) requireOwner(path, stats)
}

/**
 * @returns `null` where there is no file
 * @throws CountersignError `usage`: it is another user's, or something else is there
 */
export function requireOwnFile(path: string): Stats | null {
  const stats = inspect(path)
  if (stats === null) return null
  if (stats.isDirectory()) {
    throw usage(
      `${JSON.stringify(path)} is a directory, and no file`,
      'move it away, or choose another path',
    )
  }
  if (!stats.isFile())
    throw usage(`${JSON.stringify(path)} is no regular file`, 'choose another path')
  requireOwner(path, stats)
  return stats
}

function requireOwner(path: string, { uid }: Stats): void {
  const own = process.geteuid?.()
  if (own === undefined || own === uid) return
  const message = `${JSON.stringify(path)} belongs to another user (uid ${uid})`
  if (own === 0) {
    throw usage(
      `${message}, who could not use it afterwards`,
      'run countersign as that user, without sudo',
    )
  }
  const chown = `it may have been made under sudo: sudo chown ${own} ${shellWord(path)}`
  throw usage(message, uid === 0 ? chown : 'choose a file and a folder of your own')
}

function inspect(path: string): Stats | null {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileTrouble(path, 'read', error)
  }
}

function exposed(message: string, mode: string, path: string): Error {
  return usage(message, `chmod ${mode} ${shellWord(path)}`)
}
