/** A log of lines that neither blocks its command nor ends it. */
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Log {
  /** Writes a line, or drops it where the stream has no room for it. */
  write(line: string): void
  /** Waits for the reader, one second at most. @returns whether everything is written */
  end(): Promise<boolean>
}

/** In milliseconds. */
const PATIENCE = 1000

/** @param describeLoss makes the line that tells how many lines are dropped */
export function createLog(stream: Writable, describeLoss: (dropped: number) => string): Log {
  let dropped = 0
  unblock(stream)
  stream.on('drain', () => {
    if (dropped > 0) stream.write(describeLoss(dropped))
    dropped = 0
  })
  /** Resolves when what was written before is written, or cannot be. */
  const flushed = (): Promise<unknown> => new Promise((resolve) => stream.write('', resolve))
  return {
    write(line) {
      if (stream.writableNeedDrain) dropped += 1
      else stream.write(line)
    },
    async end() {
      const waiting = new AbortController()
      const givenUp = sleep(PATIENCE, false, waiting).catch(() => false)
      // The second time is for the line about the loss, which is written upon the first.
      const written = flushed().then(flushed)
      const isWritten = await Promise.race([written.then(() => true), givenUp])
      waiting.abort()
      return isWritten
    },
  }
}

/** Node writes to a terminal synchronously: where its output is held, as by Ctrl-S, the process stands still. */
export function unblock(stream: Writable): void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(isOn: boolean): void } }
  handle?.setBlocking?.(false)
}
