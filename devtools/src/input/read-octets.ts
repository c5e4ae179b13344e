/** Reads files, pipes and devices up to a size limit. */
import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { type CountersignError, quote } from 'countersign/signing'
import { tooLarge } from './limits.ts'

/** In octets. */
const CHUNK = 64 * 1024

/**
 * Reads a file or a pipe.
 *
 * @param limit in octets
 * @throws CountersignError `input-too-large`; and what `node:fs` throws
 */
export function readOctets(path: string, limit: number): Buffer {
  const fault = (): CountersignError =>
    tooLarge(quote(path), limit, 'check that it is the right file')
  return readToEnd(openSync(path, 'r'), limit, fault)
}

/**
 * Reads an open file to its end, and closes it.
 *
 * @param limit in octets
 * @param fault makes the error for a file above the limit
 * @param check throws for a kind of file that must not be read
 */
export function readToEnd(
  file: number,
  limit: number,
  fault: () => CountersignError,
  check = (_: Stats): void => {},
): Buffer {
  try {
    const stats = fstatSync(file)
    check(stats)
    if (stats.size > limit) throw fault()
    const chunks: Buffer[] = []
    for (let length = 0; ; ) {
      const chunk = Buffer.alloc(CHUNK)
      const count = readSync(file, chunk)
      if (count === 0) return Buffer.concat(chunks)
      length += count
      if (length > limit) throw fault()
      chunks.push(chunk.subarray(0, count))
    }
  } finally {
    closeSync(file)
  }
}
