/** A subject: an implementation that announces what it can do and answers one request after the other. */
import { cutMessage } from '../protocol/bounds.ts'
import { connect, type Connection } from './connection.ts'
import { type Members, parseMembers } from '../protocol/members.ts'
import {
  type Announcement,
  type Answer,
  PROTOCOL,
  readAnnouncement,
  readAnswer,
} from '../protocol/protocol.ts'
import { quoteLine } from '../../terminal/index.ts'

export interface Subject {
  /** What to call it before it has said so itself. */
  readonly name: string
  /** What it is, or why it cannot be asked. */
  start(): Promise<Announcement | string>
  ask(operation: string, input: Members): Promise<Answer>
  end(): Promise<void>
  /** Remarks on its conduct that belong to no vector. */
  problems(): readonly string[]
  /** The last of what it wrote to standard error. */
  stderr(): string
}

export interface AdapterCommand {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd?: string
  /** For one request, in milliseconds. */
  readonly timeout: number
  /** Ends the process and the run. */
  readonly signal?: AbortSignal
}

export const RESTARTS = 3
const REMARKS = 10
/** Runtimes take their time to load. */
export const START_TIMEOUT = 30_000
/** From `stop` to the end of the process, in milliseconds. */
export const STOP_TIMEOUT = 1000

/** A subject behind a command. A process that hangs, crashes or floods is started anew, three times at most. */
export function createAdapterSubject({
  name,
  command,
  cwd,
  timeout,
  signal,
}: AdapterCommand): Subject {
  const problems: string[] = []
  let connection: Connection | null = null
  let failures = 0
  let seq = 0
  let stderr = ''

  const interrupt = (): void => {
    void connection?.end(null)
  }
  const isOver = (): boolean => failures > RESTARTS || signal?.aborted === true

  const remark = (problem: string): void => {
    if (problems.length < REMARKS) problems.push(problem)
  }

  async function drop(patience: number | null): Promise<void> {
    signal?.removeEventListener('abort', interrupt)
    await connection?.end(patience)
    stderr = connection?.stderr() ?? stderr
    connection = null
  }

  async function start(): Promise<Announcement | string> {
    if (signal?.aborted) return 'interrupted'
    connection = connect(command, cwd)
    signal?.addEventListener('abort', interrupt)
    connection.send({ command: 'start', protocol: PROTOCOL })
    const deadline = performance.now() + START_TIMEOUT
    for (;;) {
      const incoming = await connection.next(deadline)
      const message = 'line' in incoming ? parseMembers(incoming.line) : undefined
      if ('line' in incoming && message === undefined) {
        remark(
          `it wrote what is no protocol before its answer to start: ${quoteLine(incoming.line)}`,
        )
        continue
      }
      const announcement = 'failure' in incoming ? incoming.failure : readAnnouncement(message)
      if (typeof announcement === 'string') await drop(null)
      return announcement
    }
  }

  async function converse(open: Connection, operation: string, input: Members): Promise<Answer> {
    const stray = open.takeUnread()
    let breach =
      stray === undefined ? null : `a line came that was not asked for: ${quoteLine(stray)}`
    seq += 1
    open.send({ command: 'run', seq, operation, input })
    const deadline = performance.now() + timeout
    for (;;) {
      const incoming = await open.next(deadline)
      if ('failure' in incoming) {
        await drop(null)
        failures += 1
        if (isOver()) remark(`its run ended after ${RESTARTS} restarts`)
        return errored(breach === null ? incoming.failure : `${breach}; then ${incoming.failure}`)
      }
      const message = parseMembers(incoming.line)
      if (message === undefined || message['seq'] !== seq) {
        const what =
          message === undefined ? 'not a JSON object' : `the answer to another request than ${seq}`
        breach ??= `${what}: ${quoteLine(incoming.line)}`
        continue
      }
      const second = open.takeUnread()
      if (second !== undefined) breach ??= `more than one answer: ${quoteLine(second)}`
      return breach === null ? readAnswer(message) : errored(breach)
    }
  }

  return {
    name,
    start,
    async ask(operation, input) {
      while (connection === null && !isOver()) {
        const announcement = await start()
        if (typeof announcement !== 'string') continue
        failures += 1
        if (isOver()) remark(`it could not be started again: ${announcement}`)
      }
      return connection === null
        ? errored('not asked: the run had ended')
        : converse(connection, operation, input)
    },
    async end() {
      const stray = connection?.takeUnread()
      if (stray !== undefined) remark(`it wrote more than was asked for: ${quoteLine(stray)}`)
      await drop(STOP_TIMEOUT)
    },
    problems: () => problems,
    stderr: () => stderr,
  }
}

const errored = (message: string): Answer => ({ kind: 'errored', message: cutMessage(message) })
