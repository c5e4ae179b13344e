/** Asks for the verifier, also called PIN, where no callback can come: the `oob` flow of RFC 5849 §2.1. */
import { createInterface } from 'node:readline'
import { untilAborted } from '../internal/index.ts'
import { CountersignError } from '../signing/index.ts'

/** Asks on the terminal. @throws CountersignError `missing-verifier`: the input ended; the signal's reason */
export async function askVerifier(signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await untilAborted(
      signal,
      () =>
        new Promise((resolve, reject) => {
          terminal.once('close', () =>
            reject(
              new CountersignError('missing-verifier', 'no code was typed', {
                section: '2.3',
                hint: 'type the code that the page shows, and press Enter',
              }),
            ),
          )
          terminal.question('the code that the page shows: ', resolve)
        }),
    )
  } finally {
    terminal.close()
  }
}
