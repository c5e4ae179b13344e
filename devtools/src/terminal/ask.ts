/** Asks on the terminal for what is no secret. */
import { createInterface } from 'node:readline'
import { printable } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import type { Io } from './io.ts'

/**
 * The answer without the white space around it.
 *
 * @throws CountersignError `usage`: the input ended; the signal's reason
 */
export async function ask(
  { stdin, stderr }: Io,
  question: string,
  signal?: AbortSignal,
): Promise<string> {
  signal?.throwIfAborted()
  const terminal = createInterface({ input: stdin, output: stderr })
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      terminal.once('close', () =>
        reject(
          new CountersignError('usage', `no answer: ${question}`, {
            hint: 'type it, and press Enter',
          }),
        ),
      )
      terminal.question(`${printable(question)}: `, (answer) => resolve(answer.trim()))
    })
  } finally {
    terminal.close()
  }
}
