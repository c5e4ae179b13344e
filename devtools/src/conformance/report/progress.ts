/** A progress bar in one line, drawn over itself. */
import { printable } from 'countersign/internal'
import type { Writable } from 'node:stream'
import type { Progress } from '../run/run.ts'
import { cut } from '../../terminal/index.ts'

export interface ProgressBar {
  readonly update: Progress
  clear(): void
}

const WIDTH = 30
const INTERVAL = 80

/** Draws on a terminal, and nothing elsewhere. */
export function createProgressBar(stream: Writable, subjects: number): ProgressBar {
  if (!('isTTY' in stream && stream.isTTY === true)) return { update: () => {}, clear: () => {} }
  const shares = new Map<string, number>()
  let drawn = -Infinity
  return {
    update(name, done, total) {
      shares.set(name, done / total)
      if (performance.now() - drawn < INTERVAL || stream.writableNeedDrain) return
      drawn = performance.now()
      const share = [...shares.values()].reduce((sum, each) => sum + each, 0) / subjects
      const filled = Math.round(share * WIDTH)
      const percent = String(Math.floor(share * 100)).padStart(3)
      const label = `${printable(cut(name, 30))} ${done}/${total}`
      stream.write(`\r\x1b[K[${'='.repeat(filled).padEnd(WIDTH)}] ${percent} %  ${label}`)
    },
    clear: () => void stream.write('\r\x1b[K'),
  }
}
