/** Signals that would end the process wait for what must not be cut short. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface SignalHooks {
  /** Called for the first signal. */
  readonly onFirst?: (() => void) | undefined
  /** Called for the second one, which ends the process at once. */
  readonly onSecond: () => void
}

/** Runs `action`. A signal that comes meanwhile ends the process after it. */
export async function holdingSignals<Value>(
  action: () => Value | Promise<Value>,
  { onFirst, onSecond }: SignalHooks,
): Promise<Value> {
  let held: NodeJS.Signals | null = null
  const letGo = (): void => SIGNALS.forEach((signal) => process.off(signal, hold))
  const hold = (signal: NodeJS.Signals): void => {
    if (held === null) {
      held = signal
      onFirst?.()
      return
    }
    onSecond()
    letGo()
    raise(signal)
  }
  SIGNALS.forEach((signal) => process.on(signal, hold))
  try {
    return await action()
  } finally {
    letGo()
    if (held !== null) raise(held)
  }
}

/** Other listeners have had the signal already. */
function raise(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}
