/** Runs the independent reading of the RFC in test/vectors/derive as a process. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Question {
  readonly operation: string
  readonly input: unknown
}

/** The answer of the reading. `null` is a refusal. */
export type Answer = Readonly<Record<string, unknown>> | null

export interface Reading {
  /** @throws Error if the process has ended */
  ask(questions: readonly Question[]): Promise<readonly Answer[]>
  end(): void
}

const PROGRAM = fileURLToPath(new URL('reading.py', import.meta.url))

/** Starts the process. It needs only Python 3. */
export function startReading(): Reading {
  const child = spawn('python3', [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: { resolve(answers: readonly Answer[]): void; reject(error: Error): void }[] = []
  let failure: Error | null = null
  const fail = (error: Error): void => {
    failure ??= error
    for (const { reject } of waiting.splice(0)) reject(failure)
  }
  child.once('error', ({ message }) => fail(new Error(`python3 cannot be started: ${message}`)))
  child.once('exit', (code) => fail(new Error(`the independent reading ended with ${code}`)))
  // A write to an ended process fails. The handlers above report its end.
  child.stdin.on('error', () => {})
  createInterface({ input: child.stdout }).on('line', (line) => {
    waiting.shift()?.resolve(JSON.parse(line) as Answer[])
  })
  return {
    ask(questions) {
      return new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure)
        waiting.push({ resolve, reject })
        child.stdin.write(`${JSON.stringify(questions)}\n`)
      })
    },
    end: () => void child.stdin.end(),
  }
}
