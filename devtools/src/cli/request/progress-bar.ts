/** How far a large upload or download has come: one line on a terminal, drawn over itself, and nothing elsewhere. */
import { type Io, isColoured, isTerminal, painter } from '../../terminal/index.ts'

export interface ProgressBar {
  add(octets: number): void
  /** Takes the line away. */
  end(): void
}

const MEGABYTE = 1024 * 1024
/** In milliseconds: what is over sooner, and small, needs no bar; and how often it is drawn. */
const SOON = 1000
const INTERVAL = 100
const WIDTH = 30

const SILENT: ProgressBar = { add: () => {}, end: () => {} }

/** @param total in octets; `null` where it is not known */
export function createProgressBar(
  label: string,
  total: number | null,
  io: Io,
  now: () => number = () => performance.now(),
): ProgressBar {
  // A dumb terminal cannot draw over a line.
  if (!isTerminal(io.stderr) || io.env['TERM'] === 'dumb') return SILENT
  const paint = painter(isColoured(io.stderr, io))
  const start = now()
  let done = 0
  let drawn = -Infinity
  return {
    add(octets) {
      done += octets
      const time = now()
      if (
        (time - start < SOON && Math.max(total ?? 0, done) <= MEGABYTE) ||
        time - drawn < INTERVAL
      )
        return
      drawn = time
      io.stderr.write(
        `\r\x1b[K${label} ${draw(done, total, (time - start) / 1000, (text) => paint('green', text))}`,
      )
    },
    end() {
      if (drawn > -Infinity) io.stderr.write('\r\x1b[K')
    },
  }
}

function draw(
  done: number,
  total: number | null,
  elapsed: number,
  paint: (text: string) => string,
): string {
  const rate = elapsed > 0 ? `  ${megabytes(done / elapsed)}/s` : ''
  if (total === null || total === 0) return megabytes(done) + rate
  const share = Math.min(1, done / total)
  const filled = Math.round(share * WIDTH)
  const bar = `[${paint('='.repeat(filled))}${' '.repeat(WIDTH - filled)}]`
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${megabytes(done)} of ${megabytes(total)}${rate}`
}

const megabytes = (octets: number): string => `${(octets / MEGABYTE).toFixed(1)} MiB`
