/** One life of an adapter's process: lines to it, and lines from it within a time and a size. */
import { createLineSplitter } from '../protocol/lines.ts'
import { type ProcessGroup, spawnGroup } from './process-group.ts'
import { formatMessage } from '../protocol/protocol.ts'

/** The next line, or why there will be none. */
export type Incoming = { readonly line: string } | { readonly failure: string }

export interface Connection {
  send(message: object): void
  next(deadline: number): Promise<Incoming>
  /** The first line that came without being waited for. The others are dropped. */
  takeUnread(): string | undefined
  stderr(): string
  /** Ends it, with a `stop` first where there is time for one; `null` ends it at once. */
  end(patience: number | null): Promise<void>
}

/** What a subject may write in answer to one request: octets, and lines. */
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
    fail(`it floods: more than ${what} in answer to one request`)
  })
  void group.ended.then((why) => {
    const lines = group.stderr().trim().split('\n')
    const lastWords = lines.findLast((line) => /error|exception/i.test(line)) ?? lines.at(-1)
    fail(lastWords ? `${why}; its last words: ${lastWords.trim()}` : why)
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
    async end(patience) {
      if (patience !== null && failure === null) {
        group.survey()
        stdin.end(formatMessage({ command: 'stop' }))
        await Promise.race([
          group.ended,
          new Promise((resolve) => setTimeout(resolve, patience).unref()),
        ])
      }
      group.kill()
      await group.ended
    },
  }
}
