/** Replacing a file whole: killed at any moment, the old one or the new one is there, and no other user can read it. */
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

/** In octets, what a file may grow by from its rehearsal on. */
const MARGIN = 65_536

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

/** Does what `replaceFile` does, but for the renaming, with more octets than the file has. @throws what fails */
export function rehearseReplacing(path: string): void {
  const fresh = freshPath(dirname(path))
  // Random octets take their room on a file system that compresses, too.
  writeNew(fresh, randomBytes((statSync(path, { throwIfNoEntry: false })?.size ?? 0) + MARGIN))
  rmSync(fresh, { force: true })
  requireChangeable(path)
}

/** A file that only this user can read, written down to the disk. @throws what fails; then no file is left */
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
    // Whatever the umask takes away.
    fchmodSync(file, 0o600)
    writeFileSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Removes what writers left that were killed. No other one may be at work in the folder. */
export function removeLeftovers(folder: string): void {
  const names = readdirSync(folder).filter((name) => /^\.countersign-[0-9a-f]{16}\.new$/.test(name))
  for (const name of names) rmSync(join(folder, name), { force: true })
}

const freshPath = (folder: string): string =>
  join(folder, `.countersign-${randomBytes(8).toString('hex')}.new`)

/** An immutable file, or one that is mounted read-only by itself, cannot be replaced in a folder that can be written. */
function requireChangeable(path: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (error) {
    if (/^(?:EPERM|EROFS)$/.test((error as NodeJS.ErrnoException).code!)) throw error
  }
}

/** So that the new name outlives a power cut, where the system can do that for a folder. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // The file is in its place all the same.
  }
}
