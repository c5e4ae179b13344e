/** Checks files that contain secrets: regular files of this user that no other user can read. */
import { type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { readOctets } from '../../input/index.ts'
import { CountersignError } from 'countersign/signing'
import { fileError } from '../arguments/file-error.ts'
import { usageError } from '../arguments/options.ts'
import { TEXT_LIMIT } from '../arguments/read-file.ts'
import { shellWord } from '../shell-text.ts'

/**
 * @returns the text, or `null` if the file does not exist
 * @throws CountersignError `usage`: other users can read the file, another user owns it, or it is
 *   not a regular file
 * @throws CountersignError `input-too-large`: more than 1 MiB
 */
export function readPrivateFile(path: string): string | null {
  const stats = requireOwnFile(path)
  if (stats === null) return null
  // Windows protects files with access control lists, not with mode bits.
  if (process.platform !== 'win32' && stats.mode & 0o077) {
    throw exposed(
      `other users can read ${JSON.stringify(path)}, which contains secrets`,
      '600',
      path,
    )
  }
  try {
    return readOctets(path, TEXT_LIMIT).toString()
  } catch (error) {
    if (error instanceof CountersignError) throw error
    throw fileError(path, 'read', error)
  }
}

/**
 * @throws CountersignError `usage`: other users can replace files in the folder, or another user
 *   owns it
 */
export function requireOwnFolder(folder: string): void {
  const stats = inspect(folder)
  if (stats === null || process.platform === 'win32') return
  requireOwner(folder, stats)
  if (stats.mode & 0o022)
    throw exposed(`other users can replace files in ${JSON.stringify(folder)}`, '700', folder)
}

/**
 * Refuses to create files as root in the home of another user, as under sudo: that user could not
 * use them.
 *
 * @throws CountersignError `usage`: root would create the path in a folder of another user
 */
export function requireOwnParent(path: string): void {
  const stats = inspect(path)
  if (stats === null) requireOwnParent(dirname(path))
  else if (process.geteuid?.() === 0) requireOwner(path, stats)
}

/**
 * @returns `null` if the file does not exist
 * @throws CountersignError `usage`: another user owns the file, or it is not a regular file
 */
export function requireOwnFile(path: string): Stats | null {
  const stats = inspect(path)
  if (stats === null) return null
  if (stats.isDirectory()) {
    throw usageError(
      `${JSON.stringify(path)} is a directory, not a file`,
      'move the directory away, or choose another path',
    )
  }
  if (!stats.isFile())
    throw usageError(`${JSON.stringify(path)} is not a regular file`, 'choose another path')
  requireOwner(path, stats)
  return stats
}

function requireOwner(path: string, { uid }: Stats): void {
  const own = process.geteuid?.()
  if (own === undefined || own === uid) return
  const message = `${JSON.stringify(path)} belongs to another user (uid ${uid})`
  if (own === 0) {
    throw usageError(
      `${message}, who would lose access to it`,
      'run countersign as that user, without sudo',
    )
  }
  const chown = `it may have been created under sudo: sudo chown ${own} ${shellWord(path)}`
  throw usageError(message, uid === 0 ? chown : 'choose a file in a folder that you own')
}

function inspect(path: string): Stats | null {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fileError(path, 'read', error)
  }
}

function exposed(message: string, mode: string, path: string): Error {
  return usageError(message, `restrict the permissions: chmod ${mode} ${shellWord(path)}`)
}
