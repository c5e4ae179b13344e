/**
 * Reads files up to a size limit. Files named in pasted input must also be regular files and are
 * announced.
 */
import { constants, openSync, statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'
import { type ReadFile, readOctets, readToEnd, tooLarge } from '../../input/index.ts'
import { CountersignError, quote } from 'countersign/signing'
import type { Io } from '../../terminal/index.ts'
import { fileError } from './file-error.ts'

/** The size limit of credentials, keys and settings, in octets. */
export const TEXT_LIMIT: number = 1024 * 1024
/** The size limit of a form that is read from a file, in octets. */
export const CONTENT_LIMIT: number = 64 * 1024 * 1024

/**
 * Creates a reader for the files that pasted input names. It reads regular files only, and
 * announces each on standard error.
 *
 * @param folder the base of relative paths
 * @param limit the total size of all files, in octets
 * @returns a function that throws CountersignError `unreadable-file`, `input-too-large`
 */
export function createNamedFileReader(
  { stderr }: Pick<Io, 'stderr'>,
  folder: string,
  limit: number,
): ReadFile {
  let left = limit
  return (path, namedBy) => {
    stderr.write(`reading the file ${quote(path)}, which ${namedBy} names\n`)
    const place = resolve(folder, path)
    const refuse = (problem: string): never => {
      throw new CountersignError(
        'unreadable-file',
        `${quote(path)}, which ${namedBy} names, ${problem}`,
        {
          hint: 'check the path, or paste the content of the file instead of its name',
        },
      )
    }
    const requireRegular = (stats: Stats): void => {
      if (!stats.isFile()) refuse(`is ${kindOf(stats)}, not a regular file`)
    }
    try {
      // Check the type before opening: opening a device can have side effects.
      requireRegular(statSync(place))
      const file = openSync(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      const octets = readToEnd(
        file,
        left,
        () => tooLarge('the total of the files that the input names', limit),
        requireRegular,
      )
      left -= octets.length
      return octets.toString()
    } catch (error) {
      if (error instanceof CountersignError) throw error
      return refuse(`cannot be read: ${(error as NodeJS.ErrnoException).code}`)
    }
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory'
  if (stats.isFIFO()) return 'a FIFO'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

/**
 * Reads a file as UTF-8.
 *
 * @param limit in octets
 * @throws CountersignError `usage`, `input-too-large`
 */
export function readText(path: string, limit: number = TEXT_LIMIT): string {
  try {
    return readOctets(path, limit).toString()
  } catch (error) {
    if (error instanceof CountersignError) throw error
    throw fileError(path, 'read', error)
  }
}
