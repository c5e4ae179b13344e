/** A line log that neither blocks nor ends the command when its reader is slow or gone. */
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Log {
  /** Writes a line, or drops it if the buffer of the stream is full. */
  write(line: string): void
  /** Waits at most one second for pending lines. @returns whether all of them are written */
  end(): Promise<boolean>
}

/** In milliseconds. */
const FLUSH_TIMEOUT = 1000

/** @param describeLoss formats the line that reports the number of dropped lines */
export function createLog(stream: Writable, describeLoss: (dropped: number) => string): Log {
  let dropped = 0
  makeNonBlocking(stream)
  stream.on('drain', () => {
    if (dropped > 0) stream.write(describeLoss(dropped))
    dropped = 0
  })
  /** Resolves when all earlier writes have completed or failed. */
  const flushed = (): Promise<unknown> => new Promise((resolve) => stream.write('', resolve))
  return {
    write(line) {
      if (stream.writableNeedDrain) dropped += 1
      else stream.write(line)
    },
    async end() {
      const waiting = new AbortController()
      const timedOut = sleep(FLUSH_TIMEOUT, false, waiting).catch(() => false)
      // The first flush can add the line about dropped lines. The second flush waits for that line.
      const written = flushed().then(flushed)
      const isWritten = await Promise.race([written.then(() => true), timedOut])
      waiting.abort()
      return isWritten
    },
  }
}

/**
 * Node writes to a terminal synchronously: without this, Ctrl-S on the terminal blocks the process.
 */
export function makeNonBlocking(stream: Writable): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(isOn: boolean): void } }
  handle?.setBlocking?.(false)
}
