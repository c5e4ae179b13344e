/** Deadlines and abort signals: a call ends when its time is up or when its caller aborts it. */
import { setMaxListeners } from 'node:events'
import { finished } from 'node:stream'
import { clearTimeout, setTimeout } from 'node:timers'
import { CountersignError } from '../signing/index.ts'

/** The longest delay of a timer, in milliseconds. A longer one fires at once. */
const MAX_TIMEOUT = 2 ** 31 - 1

/** In milliseconds. */
const DEFAULT_TIMEOUT = 60_000

/**
 * Checks a timeout option. `null` means no time limit.
 *
 * @param timeout in milliseconds
 * @default 60_000
 * @throws CountersignError `invalid-option`
 */
export function requireTimeout(timeout: number | null = DEFAULT_TIMEOUT): number | null {
  if (timeout === null || (Number.isInteger(timeout) && timeout >= 1 && timeout <= MAX_TIMEOUT))
    return timeout
  throw new CountersignError('invalid-option', `a timeout cannot be ${String(timeout)}`, {
    hint: `give 1 to ${MAX_TIMEOUT} ms, or null for no time limit`,
  })
}

/** The limit of a call: it ends when its caller aborts it or when its timeout expires. */
export interface CallLimit {
  readonly signal: AbortSignal | null
  /**
   * Removes the listener on the caller's signal when the response body ends. The limit covers the
   * body too.
   */
  readonly endWith: (response: Response) => void
  /** Removes the listener and clears the timer now. */
  readonly end: () => void
}

/**
 * Makes a signal that aborts when the caller's signal aborts, or after `timeout` milliseconds.
 *
 * AbortSignal.any is not used, because Node 20 collects it and its timer as garbage while a body is
 * read.
 */
export function limitCall(
  callerSignal: AbortSignal | null | undefined,
  timeout: number | null,
): CallLimit {
  if (timeout === null) return { signal: callerSignal ?? null, endWith: () => {}, end: () => {} }
  const controller = new AbortController()
  const end = (): void => {
    clearTimeout(timer)
    callerSignal?.removeEventListener('abort', abort)
  }
  const abort = (): void => abortWith(callerSignal?.reason)
  const abortWith = (reason: unknown): void => {
    end()
    controller.abort(reason)
  }
  const timer = setTimeout(
    () => abortWith(new DOMException('the time is up', 'TimeoutError')),
    timeout,
  )
  // As in fetch: many requests may share one signal.
  if (callerSignal instanceof EventTarget) setMaxListeners(0, callerSignal)
  callerSignal?.addEventListener('abort', abort)
  if (callerSignal?.aborted) abort()
  return {
    signal: controller.signal,
    end,
    endWith(response) {
      // A body that is never read must not keep the process alive.
      timer.unref()
      limits.set(response, { signal: controller.signal, timer })
      whenEnded(response.body, end)
    },
  }
}

const limits = new WeakMap<
  Response,
  { readonly signal: AbortSignal; readonly timer: NodeJS.Timeout }
>()

/**
 * Reads a response within the limit of its call. The signal is `null` if the response has no limit.
 */
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
    // `finished` accepts a web stream too, and does not lock it.
    finished(body as unknown as NodeJS.ReadableStream, end)
  } catch {
    // The caller's own fetch may return a body of another kind. The limit then ends with its timer.
  }
}

/**
 * Settles as the promise of `start` does, or rejects with the signal's reason if the signal aborts
 * first.
 */
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
  // If `start` throws, nothing else handles this rejection.
  aborted.catch(() => {})
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([start(), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
