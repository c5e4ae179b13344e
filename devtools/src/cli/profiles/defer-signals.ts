/** Defers signals that end the process until a critical action is complete. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface SignalHooks {
  /** Called at the first signal. */
  readonly onFirst?: (() => void) | undefined
  /** Called at the second signal, which ends the process at once. */
  readonly onSecond: () => void
}

/**
 * Runs `action`. A signal during the action ends the process after it.
 *
 * @throws what `action` throws
 */
export async function deferSignals<Value>(
  action: () => Value | Promise<Value>,
  { onFirst, onSecond }: SignalHooks,
): Promise<Value> {
  let deferred: NodeJS.Signals | null = null
  const removeListeners = (): void => SIGNALS.forEach((signal) => process.off(signal, defer))
  const defer = (signal: NodeJS.Signals): void => {
    if (deferred === null) {
      deferred = signal
      onFirst?.()
      return
    }
    onSecond()
    removeListeners()
    raise(signal)
  }
  SIGNALS.forEach((signal) => process.on(signal, defer))
  try {
    return await action()
  } finally {
    removeListeners()
    if (deferred !== null) raise(deferred)
  }
}

/** Sends the signal to this process, unless other listeners have handled it. */
function raise(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}
