/** A lock between processes: a file that only one of them can create. It outlives no owner. */
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
import { usage } from '../arguments/options.ts'
import { holdingSignals } from './hold-signals.ts'
import { describeOwner, readOwner, stateOf } from './lock-owner.ts'

/** In milliseconds: how long a process waits for a lock. */
const PATIENCE = 30_000
/** In milliseconds: how often a lock shows that its owner lives. */
const BEAT = 1_000
/** In milliseconds: a lock that shows nothing for so long has lost an owner of whom nothing else can be told. */
const LIFETIME = 20_000
/** In milliseconds: the same for a lock whose owner was not written yet. */
const SILENCE = 2_000

/** Time that no setting of a clock changes. */
export interface SteadyClock {
  /** In milliseconds, from any moment on. */
  now(): number
  /** Ends early where the signal is aborted. */
  wait(milliseconds: number, signal: AbortSignal | null): Promise<unknown>
}

export interface LockOptions {
  /** What it guards, for messages. */
  readonly what?: string
  /** In milliseconds. */
  readonly patience?: number
  /** Ends the wait for the lock. */
  readonly signal?: AbortSignal | null
  /** Called where the process is told to end while it holds the lock, which it gives back first. */
  readonly onHeldSignal?: () => void
  readonly beat?: number
  readonly clock?: SteadyClock
}

interface Lock {
  readonly text: string
  /** Changes with each sign of life. */
  readonly sign: string
}

const SYSTEM: SteadyClock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    wait(milliseconds, undefined, signal === null ? {} : { signal }).catch(() => {}),
}

/**
 * Runs `action` while no other process runs one under the same lock.
 *
 * @throws CountersignError `usage`: the lock stays taken; what `action` throws; the reason of the signal
 */
export async function withLock<Value>(
  path: string,
  action: () => Value | Promise<Value>,
  options: LockOptions = {},
): Promise<Value> {
  const text = await take(path, options)
  // The timer keeps no process alive: a lock without its owner is found to be stale.
  const beat = setInterval(() => showLife(path), options.beat ?? BEAT).unref()
  const giveBack = (): void => {
    clearInterval(beat)
    if (look(path)?.text === text) rmSync(path, { force: true })
  }
  const guarded = async (): Promise<Value> => {
    try {
      return await action()
    } finally {
      giveBack()
    }
  }
  return holdingSignals(guarded, { onFirst: options.onHeldSignal, onSecond: giveBack })
}

/** @returns what stands in the lock */
async function take(
  path: string,
  {
    patience = PATIENCE,
    signal = null,
    clock = SYSTEM,
    what = 'the credentials file',
  }: LockOptions,
): Promise<string> {
  const deadline = clock.now() + patience
  let seen = { sign: '', since: 0 }
  for (;;) {
    signal?.throwIfAborted()
    const text = tryToCreate(path)
    if (text !== null) return text
    const lock = look(path)
    if (lock !== null && lock.sign !== seen.sign) seen = { sign: lock.sign, since: clock.now() }
    if (lock !== null && isStale(lock, clock.now() - seen.since)) await removeStale(path, lock)
    else if (clock.now() > deadline) throw stillLocked(path, lock, what)
    else await clock.wait(5 + 20 * (randomBytes(1)[0]! / 256), signal)
  }
}

/** @returns `null` where the lock is taken */
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

/** @returns `null` where it has just been given back */
function look(path: string): Lock | null {
  try {
    // A file that is opened anew shows its present state on a network file system, too.
    const file = openSync(path, 'r')
    try {
      const { ino, mtimeNs } = fstatSync(file, { bigint: true })
      const text = readFileSync(file, 'utf8')
      return { text, sign: `${ino} ${mtimeNs} ${text}` }
    } finally {
      closeSync(file)
    }
  } catch {
    return null
  }
}

function showLife(path: string): void {
  const now = Date.now() / 1000
  try {
    utimesSync(path, now, now)
  } catch {
    // The lock was removed by hand.
  }
}

/** @param silence in milliseconds, how long this process has seen no sign of life. The clocks of others do not count. */
function isStale({ text }: Lock, silence: number): boolean {
  const owner = readOwner(text)
  if (owner === null) return silence > SILENCE
  const state = stateOf(owner)
  return state === 'dead' || (state === 'unknown' && silence > LIFETIME)
}

/**
 * Two processes may find the same stale lock, and the slower one must not remove the new lock of the faster one. So the
 * removal takes a lock of its own, named after the stale one, and looks again.
 */
async function removeStale(path: string, { text, sign }: Lock): Promise<void> {
  await withLock(`${path}.${readOwner(text)?.once ?? 'silent'}`, () => {
    if (look(path)?.sign === sign) rmSync(path, { force: true })
  })
}

function stillLocked(path: string, lock: Lock | null, what: string): Error {
  const owner = lock === null ? null : readOwner(lock.text)
  const by = owner === null ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return usage(
    `${what} is locked by ${by}`,
    `if that is not countersign, remove ${JSON.stringify(path)}`,
  )
}
