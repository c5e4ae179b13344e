/** One line on a terminal that is drawn over itself while something takes long. */
import type { Io } from './io.ts'
import { isColoured, isTerminal, painter } from './terminal.ts'

export interface ProgressLine {
  /** Draws the line, at most ten times a second. */
  draw(text: () => string): void
  /** Takes the line away. */
  end(): void
}

/** In milliseconds. */
const INTERVAL = 100
/** In columns. */
const WIDTH = 30

const SILENT: ProgressLine = { draw: () => {}, end: () => {} }

/** Draws on standard error where it is a terminal, and nowhere else. @param now in milliseconds */
export function createProgressLine(
  io: Pick<Io, 'stderr' | 'env'>,
  now: () => number,
): ProgressLine {
  // A dumb terminal cannot draw over a line.
  if (!isTerminal(io.stderr) || io.env['TERM'] === 'dumb') return SILENT
  let drawn = -Infinity
  return {
    draw(text) {
      const time = now()
      if (time - drawn < INTERVAL || io.stderr.writableNeedDrain) return
      drawn = time
      io.stderr.write(`\r\x1b[K${text()}`)
    },
    end() {
      if (drawn > -Infinity) io.stderr.write('\r\x1b[K')
    },
  }
}

/** `[=====     ]  50 %`. @param share from 0 to 1 */
export function progressBar(share: number, io: Pick<Io, 'stderr' | 'env'>): string {
  const filled = Math.round(share * WIDTH)
  const bar = painter(isColoured(io.stderr, io))('green', '='.repeat(filled))
  return `[${bar}${' '.repeat(WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`
}
