/**
 * A subject: an implementation that announces its operations and answers requests one at a time.
 */
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
  /** Its name in reports. If it is empty, the announced name is used. */
  readonly name: string
  /** Starts the subject. @returns its announcement, or the cause of a failure */
  start(): Promise<Announcement | string>
  ask(operation: string, input: Members): Promise<Answer>
  end(): Promise<void>
  /** Breaches of the protocol that belong to no vector. */
  problems(): readonly string[]
  /** The end of its standard error. */
  stderr(): string
}

export interface AdapterCommand {
  readonly name: string
  readonly command: readonly string[]
  readonly cwd?: string
  /** The time limit of one request, in milliseconds. */
  readonly timeout: number
  /** Kills the process and ends the run when it aborts. */
  readonly signal?: AbortSignal
}

export const RESTARTS = 3
const MAX_PROBLEMS = 10
/** In milliseconds. A runtime may take long to load. */
export const START_TIMEOUT = 30_000
/** How long a process may take to end after `stop`, in milliseconds. */
export const STOP_TIMEOUT = 1000

/**
 * A subject that runs as a command. A process that hangs, crashes or writes too much is restarted
 * at most three times.
 */
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

  const addProblem = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem)
  }

  async function drop(stopTimeout: number | null): Promise<void> {
    signal?.removeEventListener('abort', interrupt)
    await connection?.end(stopTimeout)
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
        addProblem(
          `it wrote a line that is not JSON before its answer to start: ${quoteLine(incoming.line)}`,
        )
        continue
      }
      const announcement = 'failure' in incoming ? incoming.failure : readAnnouncement(message)
      if (typeof announcement === 'string') await drop(null)
      return announcement
    }
  }

  async function request(open: Connection, operation: string, input: Members): Promise<Answer> {
    const stray = open.takeUnread()
    let breach =
      stray === undefined ? null : `it wrote a line without a request: ${quoteLine(stray)}`
    seq += 1
    open.send({ command: 'run', seq, operation, input })
    const deadline = performance.now() + timeout
    for (;;) {
      const incoming = await open.next(deadline)
      if ('failure' in incoming) {
        await drop(null)
        failures += 1
        if (isOver()) addProblem(`its run ended after ${RESTARTS} restarts`)
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
        if (isOver()) addProblem(`it could not be started again: ${announcement}`)
      }
      return connection === null
        ? errored('not asked: the run had ended')
        : request(connection, operation, input)
    },
    async end() {
      const stray = connection?.takeUnread()
      if (stray !== undefined)
        addProblem(`it wrote a line without a request at its end: ${quoteLine(stray)}`)
      await drop(STOP_TIMEOUT)
    },
    problems: () => problems,
    stderr: () => stderr,
  }
}

const errored = (message: string): Answer => ({ kind: 'errored', message: cutMessage(message) })
