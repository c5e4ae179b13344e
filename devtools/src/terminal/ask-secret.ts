/** Prompts for a secret on the terminal without echo. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { printable } from 'countersign/internal'
import type { Io } from './io.ts'

/** Whether standard input is a terminal, so that a prompt can be answered. */
export function canAsk({ stdin }: Io): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true
}

/** @throws Error `interrupted`: Ctrl-C at the prompt */
export async function askSecret(io: Io, question: string): Promise<string> {
  io.stderr.write(`${printable(question)}: `)
  const discard = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: io.stdin, output: discard, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('line', resolve)
      terminal.once('SIGINT', () => reject(new Error('interrupted')))
    })
  } finally {
    terminal.close()
    io.stderr.write('\n')
  }
}
