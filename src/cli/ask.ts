/** Asks on the terminal for what is no secret. */
import { createInterface } from 'node:readline'
import { printable } from '../internal/index.ts'
import type { Io } from './command.ts'
import { usage } from './options.ts'

/**
 * The answer without the white space around it.
 *
 * @throws CountersignError `usage`: the input ended; the signal's reason
 */
export async function ask({ stdin, stderr }: Io, question: string, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted()
  const terminal = createInterface({ input: stdin, output: stderr })
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      terminal.once('close', () => reject(usage(`no answer: ${question}`, 'type it, and press Enter')))
      terminal.question(`${printable(question)}: `, (answer) => resolve(answer.trim()))
    })
  } finally {
    terminal.close()
  }
}
