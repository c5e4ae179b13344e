/**
 * Prompts for the verifier, also called PIN, on the terminal. For the `oob` flow of RFC 5849 §2.1.
 */
import { createInterface } from 'node:readline'
import { untilAborted } from '../../internal/index.ts'
import { CountersignError } from '../../signing/index.ts'

/** @throws CountersignError `missing-verifier`: the input ended; or the reason of the signal */
export async function promptVerifier(signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await untilAborted(
      signal,
      () =>
        new Promise((resolve, reject) => {
          terminal.once('close', () => reject(noInput()))
          terminal.question('the code that the page shows: ', resolve)
        }),
    )
  } finally {
    terminal.close()
  }
}

function noInput(): CountersignError {
  return new CountersignError('missing-verifier', 'standard input ended before a code was typed', {
    section: '2.3',
    hint: 'type the code that the page shows, and press Enter',
  })
}
