/** Translates errors of the file system into usage errors with a hint. */
import type { CountersignError } from 'countersign/signing'
import { usageError } from './options.ts'

const DESCRIPTIONS: Readonly<Record<string, readonly [problem: string, hint: string]>> = {
  EACCES: ['permission is denied', 'check the permissions of the file and its folder'],
  EBUSY: ['the file is in use or is a mount point', 'mount its folder instead'],
  EDQUOT: ['the disk quota is exceeded', 'free disk space'],
  EEXIST: ['a file exists in place of a folder', 'move that file away'],
  EFBIG: ['the limit on the size of files is exceeded', 'raise the limit: ulimit -f'],
  EISDIR: ['the path is a directory', 'give the path of a file'],
  ELOOP: ['the symbolic links form a loop', 'check the path'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter name'],
  ENOENT: ['the file does not exist', 'check the path'],
  ENOSPC: ['the disk is full', 'free disk space'],
  ENOTDIR: ['a part of the path is not a folder', 'check the path'],
  EPERM: ['the operation is not permitted', 'check the permissions and attributes of the file'],
  EROFS: ['the file system is read-only', 'choose a path on a writable file system'],
}

/** Creates the usage error for an error of `node:fs`. */
export function fileError(
  path: string,
  verb: 'read' | 'written',
  error: unknown,
): CountersignError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  const [problem, hint] = DESCRIPTIONS[code] ?? ['', 'check the path and its permissions']
  const detail = problem && `, ${problem}`
  return usageError(`${JSON.stringify(path)} cannot be ${verb}: ${code}${detail}`, hint)
}

/** Translates an error of the file system during a write. Returns any other error unchanged. */
export function toWriteError(path: string, error: unknown): unknown {
  return (error as NodeJS.ErrnoException | null)?.syscall === undefined
    ? error
    : fileError(path, 'written', error)
}
