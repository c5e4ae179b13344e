/**
 * A connection to one process of an adapter: sends lines, and reads lines within a time limit and a
 * size limit.
 */
import { createLineSplitter } from '../protocol/lines.ts'
import { type ProcessGroup, spawnGroup } from './process-group.ts'
import { formatMessage } from '../protocol/protocol.ts'

/** The next line, or why no line will come. */
export type Incoming = { readonly line: string } | { readonly failure: string }

export interface Connection {
  send(message: object): void
  /** @param deadline on the clock of `performance.now()`, in milliseconds */
  next(deadline: number): Promise<Incoming>
  /** The first line that was received and not read. All other unread lines are dropped. */
  takeUnread(): string | undefined
  stderr(): string
  /**
   * Ends the process.
   *
   * @param timeout how long it may take to end after `stop`, in milliseconds; `null` kills it at
   *   once
   */
  end(timeout: number | null): Promise<void>
}

/** Limits on the output of a subject for one request, in octets and in lines. */
export const OCTET_LIMIT: number = 1 << 20
export const LINE_LIMIT = 20_000

export function connect(command: readonly string[], cwd: string | undefined): Connection {
  const group: ProcessGroup = spawnGroup(command, cwd)
  const { stdin, stdout } = group.child
  const splitter = createLineSplitter()
  const unread: string[] = []
  let received = { octets: 0, lines: 0 }
  let failure: string | null = null
  let wake = (): void => {}

  const fail = (why: string): void => {
    failure ??= why
    wake()
  }
  stdout.on('data', (octets: Buffer) => {
    if (failure !== null) return
    const lines = splitter.push(octets)
    received.octets += octets.length
    received.lines += lines.length
    if (received.octets <= OCTET_LIMIT && received.lines <= LINE_LIMIT) {
      unread.push(...lines)
      return wake()
    }
    group.kill()
    unread.length = 0
    const what = received.octets > OCTET_LIMIT ? `${OCTET_LIMIT >> 20} MiB` : `${LINE_LIMIT} lines`
    fail(`it wrote more than ${what} in answer to one request`)
  })
  void group.ended.then((why) => {
    const lines = group.stderr().trim().split('\n')
    const lastLine = lines.findLast((line) => /error|exception/i.test(line)) ?? lines.at(-1)
    fail(lastLine ? `${why}; its standard error ends with: ${lastLine.trim()}` : why)
  })

  return {
    send(message) {
      received = { octets: 0, lines: 0 }
      stdin.write(formatMessage(message))
    },
    async next(deadline) {
      while (unread.length === 0 && failure === null) {
        const left = deadline - performance.now()
        if (left <= 0) return { failure: 'it did not answer in time' }
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, left)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      const line = unread.shift()
      return line === undefined ? { failure: failure! } : { line }
    },
    takeUnread: () => unread.splice(0)[0],
    stderr: group.stderr,
    async end(timeout) {
      if (timeout !== null && failure === null) {
        group.recordDescendants()
        stdin.end(formatMessage({ command: 'stop' }))
        await Promise.race([
          group.ended,
          new Promise((resolve) => setTimeout(resolve, timeout).unref()),
        ])
      }
      group.kill()
      await group.ended
    },
  }
}
