/** What the system says of a file, in words. */
import type { CountersignError } from 'countersign/signing'
import { usage } from './options.ts'

const TROUBLES: Readonly<Record<string, readonly [words: string, hint: string]>> = {
  EACCES: ['permission is denied', 'check its permissions'],
  EBUSY: ['it is in use, or mounted by itself', 'mount its folder instead'],
  EDQUOT: ['the quota of the disk is used up', 'make room'],
  EEXIST: ['a file is in the place of a folder', 'move that file away'],
  EFBIG: ['a limit on the size of files is reached', 'raise it: ulimit -f'],
  EISDIR: ['it is a directory', 'give the path of a file'],
  ELOOP: ['its links lead in a circle', 'check the path'],
  ENAMETOOLONG: ['its name is too long', 'choose a shorter one'],
  ENOENT: ['it is not there', 'check the path'],
  ENOSPC: ['the disk is full', 'make room'],
  ENOTDIR: ['a part of its path is no folder', 'check the path'],
  EPERM: ['the system does not allow it', 'check its permissions and attributes'],
  EROFS: ['the file system is read-only', 'choose a place that can be written'],
}

/** The error of a command for what a function of `node:fs` threw. */
export function fileTrouble(
  path: string,
  verb: 'read' | 'written',
  error: unknown,
): CountersignError {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  const [words, hint] = TROUBLES[code] ?? ['', 'check the path and its permissions']
  return usage(`${JSON.stringify(path)} cannot be ${verb}: ${code}${words && `, ${words}`}`, hint)
}

/** For what was thrown while a file was written: another error, where it is one of the system. */
export function writingTrouble(path: string, error: unknown): unknown {
  return (error as NodeJS.ErrnoException | null)?.syscall === undefined
    ? error
    : fileTrouble(path, 'written', error)
}
