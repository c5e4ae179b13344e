/** Replaces a file atomically and durably. No other user can read the file at any time. */
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** The growth of a file that `requireReplaceable` allows for, in octets. */
const GROWTH_MARGIN = 65_536

export function replaceFile(path: string, text: string): void {
  const fresh = freshPath(dirname(path))
  writeNew(fresh, text)
  try {
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

/**
 * Checks that the file can be replaced: writes a larger file beside it, and removes that again.
 *
 * @throws Error of `node:fs`: the file cannot be replaced
 */
export function requireReplaceable(path: string): void {
  const fresh = freshPath(dirname(path))
  // Random octets need the full space on a compressing file system, too.
  writeNew(
    fresh,
    randomBytes((statSync(path, { throwIfNoEntry: false })?.size ?? 0) + GROWTH_MARGIN),
  )
  rmSync(fresh, { force: true })
  requireWritable(path)
}

/**
 * Creates a file with mode 0600 and flushes it to the disk.
 *
 * @throws Error of `node:fs`, after removing the file
 */
export function writeNew(path: string, content: string | Uint8Array): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    fill(file, content)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

function fill(file: number, content: string | Uint8Array): void {
  try {
    // The umask can have removed bits of the mode.
    fchmodSync(file, 0o600)
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Removes the temporary files of killed processes. The caller holds the lock, so no other process
 * is writing.
 */
export function removeLeftovers(folder: string): void {
  const names = readdirSync(folder).filter((name) => /^\.countersign-[0-9a-f]{16}\.new$/.test(name))
  for (const name of names) rmSync(join(folder, name), { force: true })
}

const freshPath = (folder: string): string =>
  join(folder, `.countersign-${randomBytes(8).toString('hex')}.new`)

/** An immutable file or a read-only mount point cannot be replaced, even in a writable folder. */
function requireWritable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    if (/^(?:EPERM|EROFS)$/.test((error as NodeJS.ErrnoException).code!)) throw error
  }
}

/**
 * Flushes the folder, so that the new name survives a power failure. Not every system supports
 * this.
 */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // The file is replaced, though possibly not durably.
  }
}
