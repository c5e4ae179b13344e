/** Ending what takes too long, or is no longer wanted. */
import { setMaxListeners } from 'node:events'
import { CountersignError } from '../signing/index.ts'

/** What a timer can hold, in milliseconds; one that is set to more fires at once. */
const LONGEST = 2 ** 31 - 1

/** Unless a caller says otherwise, in milliseconds. */
const USUAL = 60_000

/** The timeout that an option means; `null` waits for ever. @throws CountersignError `invalid-option` */
export function requireTimeout(timeout: number | null = USUAL): number | null {
  if (timeout === null || (Number.isInteger(timeout) && timeout >= 1 && timeout <= LONGEST)) return timeout
  throw new CountersignError('invalid-option', `a timeout cannot be ${String(timeout)}`, {
    hint: `give 1 to ${LONGEST} ms, or null to wait for ever`,
  })
}

/**
 * A signal that fires when the caller's does, or after `timeout` milliseconds.
 *
 * AbortSignal.any would do, if Node 20 did not collect it and its timer as garbage while a body is read.
 */
export function eitherSignal(signal: AbortSignal | null | undefined, timeout: number | null): AbortSignal | null {
  if (timeout === null) return signal ?? null
  const deadline = AbortSignal.timeout(timeout)
  if (!signal) return deadline
  const either = new AbortController()
  const abort = (): void => either.abort(signal.reason)
  if (signal.aborted) abort()
  // As fetch does: a signal may well be the one of many requests.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', abort)
  deadline.addEventListener('abort', () => {
    signal.removeEventListener('abort', abort)
    either.abort(deadline.reason)
  })
  return either.signal
}

/** Settles as what `start` begins does, or rejects with the signal's reason where that comes first. */
export async function untilAborted<Value>(
  signal: AbortSignal | null, start: () => Value | Promise<Value>,
): Promise<Value> {
  signal?.throwIfAborted()
  if (signal === null) return start()
  let abort = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => { abort = () => reject(signal.reason) })
  // Where `start` throws, nobody else hears of it.
  aborted.catch(() => {})
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([start(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
