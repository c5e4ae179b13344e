/** Shows the progress of a run. */
import { printable } from 'countersign/internal'
import { createProgressLine, cut, type Io, progressBar } from '../../terminal/index.ts'
import type { Progress } from './run.ts'

export interface RunProgress {
  readonly update: Progress
  /** Erases the progress line. */
  end(): void
}

/** @param subjects the number of subjects @param now returns milliseconds */
export function createRunProgress(
  io: Pick<Io, 'stderr' | 'env'>,
  subjects: number,
  now: () => number = () => performance.now(),
): RunProgress {
  const line = createProgressLine(io, now)
  const shares = new Map<string, number>()
  return {
    update(name, done, total) {
      shares.set(name, done / total)
      const share = [...shares.values()].reduce((sum, each) => sum + each, 0) / subjects
      line.draw(() => `${progressBar(share, io)}  ${printable(cut(name, 30))} ${done}/${total}`)
    },
    end: () => line.end(),
  }
}
