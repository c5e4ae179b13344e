/** Asks for the verifier, also called PIN, where no callback can come: the `oob` flow of RFC 5849 §2.1. */
import { createInterface } from 'node:readline/promises'

/** Asks on the terminal; the answer is trimmed, because it was pasted. */
export async function askVerifier(signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question('the code that the page shows: ', { signal })).trim()
  } finally {
    terminal.close()
  }
}
