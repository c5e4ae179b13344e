/** Files that the command reads, up to a limit, and files that a paste names, which are read with more care. */
import { constants, openSync, statSync, type Stats } from 'node:fs'
import { resolve } from 'node:path'
import { type ReadFile, readOctets, readToEnd, tooLarge } from '../../input/index.ts'
import { CountersignError, quote } from 'countersign/signing'
import type { Io } from '../../terminal/index.ts'
import { fileTrouble } from './file-trouble.ts'

/** Of credentials, keys and settings, in octets. */
export const TEXT_LIMIT: number = 1024 * 1024
/** Of what is sent, in octets. */
export const CONTENT_LIMIT: number = 64 * 1024 * 1024

/**
 * Reads the files that a paste names: regular ones, up to a limit for all of them together. Each is announced on
 * standard error.
 *
 * @param folder what relative paths are resolved against
 * @param limit in octets
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
          hint: 'check the path, or put the content of the file in its place',
        },
      )
    }
    const requireRegular = (stats: Stats): void => {
      if (!stats.isFile()) refuse(`is ${kindOf(stats)}, and no regular file`)
    }
    try {
      // Looked at first, because opening a device may already do something.
      requireRegular(statSync(place))
      const file = openSync(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
      const octets = readToEnd(
        file,
        left,
        () => tooLarge('all that the paste names', limit),
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

/** @param limit in octets. @throws CountersignError `usage`, `input-too-large` */
export function readText(path: string, limit: number = TEXT_LIMIT): string {
  try {
    return readOctets(path, limit).toString()
  } catch (error) {
    if (error instanceof CountersignError) throw error
    throw fileTrouble(path, 'read', error)
  }
}
