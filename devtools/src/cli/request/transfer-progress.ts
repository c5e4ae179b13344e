/** Shows the progress of a large upload or download. */
import { createProgressLine, type Io, progressBar } from '../../terminal/index.ts'

export interface TransferProgress {
  add(octets: number): void
  /** Erases the line. */
  end(): void
}

const MEGABYTE = 1024 * 1024
/** In milliseconds. A transfer of less than 1 MiB shows no progress before this time. */
const DELAY = 1000

/** @param total in octets, or `null` if it is unknown. @param now in milliseconds */
export function createTransferProgress(
  label: string,
  total: number | null,
  io: Io,
  now: () => number = () => performance.now(),
): TransferProgress {
  const line = createProgressLine(io, now)
  const start = now()
  let done = 0
  return {
    add(octets) {
      done += octets
      const elapsed = now() - start
      if (elapsed < DELAY && Math.max(total ?? 0, done) <= MEGABYTE) return
      line.draw(() => `${label} ${describeTransfer(done, total, elapsed / 1000, io)}`)
    },
    end: () => line.end(),
  }
}

function describeTransfer(done: number, total: number | null, elapsed: number, io: Io): string {
  const rate = elapsed > 0 ? `  ${megabytes(done / elapsed)}/s` : ''
  if (total === null || total === 0) return megabytes(done) + rate
  const share = Math.min(1, done / total)
  return `${progressBar(share, io)}  ${megabytes(done)} of ${megabytes(total)}${rate}`
}

const megabytes = (octets: number): string => `${(octets / MEGABYTE).toFixed(1)} MiB`
