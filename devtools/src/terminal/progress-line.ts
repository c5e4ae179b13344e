/** A progress line: one line on a terminal, redrawn in place during a long operation. */
import type { Io } from './io.ts'
import { isColoured, isTerminal, painter } from './terminal.ts'

export interface ProgressLine {
  /** Redraws the line, at most ten times a second. */
  draw(text: () => string): void
  /** Erases the line. */
  end(): void
}

/** In milliseconds. */
const REDRAW_INTERVAL = 100
/** In columns. */
const BAR_WIDTH = 30

const SILENT: ProgressLine = { draw: () => {}, end: () => {} }

/** Draws on standard error, and only if that is a terminal. @param now in milliseconds */
export function createProgressLine(
  io: Pick<Io, 'stderr' | 'env'>,
  now: () => number,
): ProgressLine {
  // A dumb terminal cannot redraw a line.
  if (!isTerminal(io.stderr) || io.env['TERM'] === 'dumb') return SILENT
  let drawn = -Infinity
  return {
    draw(text) {
      const time = now()
      if (time - drawn < REDRAW_INTERVAL || io.stderr.writableNeedDrain) return
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
  const filled = Math.round(share * BAR_WIDTH)
  const bar = painter(isColoured(io.stderr, io))('green', '='.repeat(filled))
  return `[${bar}${' '.repeat(BAR_WIDTH - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`
}
