/** Ending what takes too long, or is no longer wanted. */
import { setMaxListeners } from 'node:events'

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
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([start(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
