/** Prompts for a value on the terminal, with echo. */
import { createInterface } from 'node:readline'
import { printable, untilAborted } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import type { Io } from './io.ts'

/**
 * Resolves to the answer, trimmed.
 *
 * @throws CountersignError `usage`: standard input ended before an answer
 * @throws the reason of `signal`, when it is aborted
 */
export async function ask(
  { stdin, stderr }: Io,
  question: string,
  signal: AbortSignal | null = null,
): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stderr })
  const answered = (): Promise<string> =>
    new Promise((resolve, reject) => {
      terminal.once('close', () => reject(noAnswer(question)))
      terminal.question(`${printable(question)}: `, (answer) => resolve(answer.trim()))
    })
  try {
    return await untilAborted(signal, answered)
  } finally {
    terminal.close()
  }
}

const noAnswer = (question: string): CountersignError =>
  new CountersignError('usage', `no answer: ${question}`, {
    hint: 'type the answer and press Enter',
  })
