/**
 * A lock file between processes. The lock of a process that has ended is stale, and other processes
 * remove it.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { usageError } from '../arguments/options.ts'
import { deferSignals } from './defer-signals.ts'
import { describeOwner, readOwner, stateOf } from './lock-owner.ts'

/** The time limit for acquiring a lock, in milliseconds. */
const LOCK_TIMEOUT = 30_000
/** The interval at which an owner updates its lock file, in milliseconds. */
const HEARTBEAT_INTERVAL = 1_000
/**
 * The time without a heartbeat after which the lock of an unknown process is stale, in
 * milliseconds.
 */
const STALE_AFTER = 20_000
/** The same for a lock file without a valid owner, in milliseconds. */
const EMPTY_STALE_AFTER = 2_000

/** A monotonic clock: setting the system time does not change it. */
export interface MonotonicClock {
  /** Milliseconds since an arbitrary start. */
  now(): number
  /** Resolves after the time, or when the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal | null): Promise<unknown>
}

export interface LockOptions {
  /** The locked object, for messages. @default 'the credentials file' */
  readonly what?: string
  /** The time limit for acquiring the lock, in milliseconds. @default 30000 */
  readonly timeout?: number
  /** Aborts the wait for the lock. */
  readonly signal?: AbortSignal | null
  /**
   * Called at the first signal to the process that holds the lock. The process ends after it
   * releases the lock.
   */
  readonly onDeferredSignal?: () => void
  /** In milliseconds. @default 1000 */
  readonly heartbeat?: number
  readonly clock?: MonotonicClock
}

interface Lock {
  readonly text: string
  /** Changes with each heartbeat. */
  readonly version: string
}

const SYSTEM_CLOCK: MonotonicClock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    wait(milliseconds, undefined, signal === null ? {} : { signal }).catch(() => {}),
}

/**
 * Runs `action` under the lock: one process at a time.
 *
 * @throws CountersignError `usage`: another process held the lock until the timeout
 * @throws what `action` throws, and the reason of `signal` when it is aborted
 */
export async function withLock<Value>(
  path: string,
  action: () => Value | Promise<Value>,
  options: LockOptions = {},
): Promise<Value> {
  const text = await acquire(path, options)
  const interval = options.heartbeat ?? HEARTBEAT_INTERVAL
  const heartbeat = setInterval(() => touchLock(path), interval).unref()
  const release = (): void => {
    clearInterval(heartbeat)
    if (readLock(path)?.text === text) rmSync(path, { force: true })
  }
  const guarded = async (): Promise<Value> => {
    try {
      return await action()
    } finally {
      release()
    }
  }
  return deferSignals(guarded, { onFirst: options.onDeferredSignal, onSecond: release })
}

/** @returns the text of the new lock file */
async function acquire(
  path: string,
  {
    timeout = LOCK_TIMEOUT,
    signal = null,
    clock = SYSTEM_CLOCK,
    what = 'the credentials file',
  }: LockOptions,
): Promise<string> {
  const deadline = clock.now() + timeout
  let seen = { version: '', since: 0 }
  for (;;) {
    signal?.throwIfAborted()
    const text = tryToCreate(path)
    if (text !== null) return text
    const lock = readLock(path)
    if (lock !== null && lock.version !== seen.version)
      seen = { version: lock.version, since: clock.now() }
    if (lock !== null && isStale(lock, clock.now() - seen.since)) await removeStale(path, lock)
    else if (clock.now() > deadline) throw stillLocked(path, lock, what)
    else await clock.wait(5 + 20 * (randomBytes(1)[0]! / 256), signal)
  }
}

/** @returns `null` if another process holds the lock */
function tryToCreate(path: string): string | null {
  const file = createFile(path)
  if (file === null) return null
  try {
    const text = JSON.stringify(describeOwner())
    writeFileSync(file, text)
    return text
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function createFile(path: string): number | null {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
}

/** @returns `null` if the lock has been released */
function readLock(path: string): Lock | null {
  try {
    // On a network file system, opening a file revalidates its cached attributes.
    const file = openSync(path, 'r')
    try {
      const { ino, mtimeNs } = fstatSync(file, { bigint: true })
      const text = readFileSync(file, 'utf8')
      return { text, version: `${ino} ${mtimeNs} ${text}` }
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}

function touchLock(path: string): void {
  const now = Date.now() / 1000
  try {
    utimesSync(path, now, now)
  } catch {
    // The user has removed the lock file.
  }
}

/**
 * @param unchanged the time without a heartbeat, in milliseconds, measured with the clock of this
 *   process alone
 */
function isStale({ text }: Lock, unchanged: number): boolean {
  const owner = readOwner(text)
  if (owner === null) return unchanged > EMPTY_STALE_AFTER
  const state = stateOf(owner)
  return state === 'dead' || (state === 'unknown' && unchanged > STALE_AFTER)
}

/**
 * Removes a stale lock. Two processes can find the same stale lock, and the slower one must not
 * remove the new lock of the faster one. So the removal has a lock of its own, named after the
 * stale lock, and checks the stale lock again.
 */
async function removeStale(path: string, { text, version }: Lock): Promise<void> {
  await withLock(`${path}.${readOwner(text)?.once ?? 'silent'}`, () => {
    if (readLock(path)?.version === version) rmSync(path, { force: true })
  })
}

function stillLocked(path: string, lock: Lock | null, what: string): Error {
  const owner = lock === null ? null : readOwner(lock.text)
  const by = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return usageError(
    `${what} is locked by ${by}`,
    `wait for that process to end; if it is not countersign, remove ${JSON.stringify(path)}`,
  )
}
