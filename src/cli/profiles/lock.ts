/** A lock between processes: a file that only one of them can create. It outlives no owner. */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { usage } from '../options.ts'

/** In milliseconds. A lock is held for a few of them: never while somebody is asked, or a server. */
const PATIENCE = 10_000
/** In milliseconds. Whoever holds a lock for longer is taken for dead: its id may have passed to another process. */
const LIFETIME = 60_000
/** In milliseconds. A lock that says nothing for so long lost its owner before a word was written. */
const SILENCE = 2_000

interface Lock {
  /** Its content: another lock by the same name has another. */
  readonly text: string
  /** In milliseconds. */
  readonly age: number
}

/**
 * Runs `action` while no other process runs one under the same lock.
 *
 * @throws CountersignError `usage`: the lock stays taken for `patience` milliseconds
 */
export async function withLock<Value>(path: string, action: () => Value, patience: number = PATIENCE): Promise<Value> {
  const deadline = Date.now() + patience
  while (!tryToCreate(path)) {
    const lock = look(path)
    if (lock !== null && isStale(lock)) await removeStale(path, lock)
    else if (Date.now() > deadline) throw stillLocked(path, lock)
    else await wait(5 + 20 * (randomBytes(1)[0]! / 256))
  }
  try {
    return action()
  } finally {
    rmSync(path, { force: true })
  }
}

function tryToCreate(path: string): boolean {
  try {
    const owner = { pid: process.pid, host: hostname(), once: randomBytes(8).toString('hex') }
    writeFileSync(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** `null` where it has just been given back. */
function look(path: string): Lock | null {
  try {
    return { text: readFileSync(path, 'utf8'), age: Date.now() - statSync(path).mtimeMs }
  } catch {
    return null
  }
}

function isStale({ text, age }: Lock): boolean {
  const owner = readOwner(text)
  if (owner === null) return age > SILENCE
  return age > LIFETIME || (owner.host === hostname() && !isAlive(owner.pid))
}

/**
 * Two processes may find the same stale lock, and the slower one must not remove the new lock of the faster one. So the
 * removal takes a lock of its own, named after the stale one, and looks again.
 */
async function removeStale(path: string, { text }: Lock): Promise<void> {
  const once = readOwner(text)?.once ?? 'silent'
  await withLock(`${path}.${once}`, () => {
    const lock = look(path)
    if (lock !== null && lock.text === text && isStale(lock)) rmSync(path, { force: true })
  })
}

function readOwner(text: string): { pid: number; host: string; once: string } | null {
  const [, pid, host, once] = /^\{"pid":(\d+),"host":"(.*)","once":"([0-9a-f]{16})"\}$/.exec(text) ?? []
  return pid === undefined ? null : { pid: Number(pid), host: host!, once: once! }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function stillLocked(path: string, lock: Lock | null): Error {
  const owner = lock === null ? null : readOwner(lock.text)
  const by = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return usage(`the credentials file is locked by ${by}`, `if that is not countersign, remove ${JSON.stringify(path)}`)
}
