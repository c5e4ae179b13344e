/** Deadlines and abort signals: a call ends when its time is up or when its caller aborts it. */
import { setMaxListeners } from 'node:events'
import { finished } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'
import { CountersignError } from '../signing/index.ts'

/** What a timer can hold, in milliseconds; one that is set to more fires at once. */
const LONGEST = 2 ** 31 - 1

/** In milliseconds. */
const DEFAULT_TIMEOUT = 60_000

/** The timeout that an option means; `null` waits for ever. @throws CountersignError `invalid-option` */
export function requireTimeout(timeout: number | null = DEFAULT_TIMEOUT): number | null {
  if (timeout === null || (Number.isInteger(timeout) && timeout >= 1 && timeout <= LONGEST))
    return timeout
  throw new CountersignError('invalid-option', `a timeout cannot be ${String(timeout)}`, {
    hint: `give 1 to ${LONGEST} ms, or null to wait for ever`,
  })
}

/** What ends a call: its caller, or the time that it has. */
export interface CallLimit {
  readonly signal: AbortSignal | null
  /** Lets go of the caller's signal when the body of the answer ends, which the limit covers as well. */
  readonly endWith: (response: Response) => void
  /** Lets go of it now. */
  readonly end: () => void
}

/**
 * A signal that fires when the caller's does, or after `timeout` milliseconds.
 *
 * AbortSignal.any would do, if Node 20 did not collect it and its timer as garbage while a body is read.
 */
export function limitCall(
  wanted: AbortSignal | null | undefined,
  timeout: number | null,
): CallLimit {
  if (timeout === null) return { signal: wanted ?? null, endWith: () => {}, end: () => {} }
  const ending = new AbortController()
  const end = (): void => {
    clearTimeout(timer)
    wanted?.removeEventListener('abort', abort)
  }
  const abort = (): void => endBy(wanted?.reason)
  const endBy = (reason: unknown): void => {
    end()
    ending.abort(reason)
  }
  const timer = setTimeout(() => endBy(new DOMException('the time is up', 'TimeoutError')), timeout)
  // As fetch does: a signal may well be the one of many requests.
  if (wanted instanceof EventTarget) setMaxListeners(0, wanted)
  wanted?.addEventListener('abort', abort)
  if (wanted?.aborted) abort()
  return {
    signal: ending.signal,
    end,
    endWith(response) {
      // A body that is never read keeps no process alive.
      timer.unref()
      limits.set(response, { signal: ending.signal, timer })
      whenEnded(response.body, end)
    },
  }
}

const limits = new WeakMap<
  Response,
  { readonly signal: AbortSignal; readonly timer: NodeJS.Timeout }
>()

/** Reads an answer within the limit of its call. The signal is `null` where it has none, or comes from elsewhere. */
export async function readWithinLimit<Read>(
  response: Response,
  read: (signal: AbortSignal | null) => Promise<Read>,
): Promise<Read> {
  const { signal = null, timer } = limits.get(response) ?? {}
  timer?.ref()
  try {
    return await read(signal)
  } finally {
    timer?.unref()
  }
}

function whenEnded(body: Response['body'] | undefined, end: () => void): void {
  if (!body) return end()
  try {
    // It takes a web stream too, and leaves it unlocked.
    finished(body as unknown as NodeJS.ReadableStream, end)
  } catch {
    // A body of another kind, from a fetch of the caller: the limit ends with the time.
  }
}

/** Settles as what `start` begins does, or rejects with the signal's reason where that comes first. */
export async function untilAborted<Value>(
  signal: AbortSignal | null,
  start: () => Value | Promise<Value>,
): Promise<Value> {
  signal?.throwIfAborted()
  if (signal === null) return start()
  let abort = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason)
  })
  // Where `start` throws, nothing else hears of it.
  aborted.catch(() => {})
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([start(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
