/** What the exit codes mean; `countersign --help` says the same. */
import { CountersignError } from '../signing/index.ts'

export const EXIT = { success: 0, refused: 1, usage: 2, network: 3, unauthorized: 4 } as const

/** The code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof CountersignError)) return isNetworkError(error) ? EXIT.network : EXIT.usage
  if (/^(credentials-refused|authorization-denied|callback-unconfirmed)$/.test(error.code)) return EXIT.unauthorized
  if (/^(invalid-reply|reply-too-large|redirect-not-followed)$/.test(error.code)) return EXIT.refused
  return error.code === 'login-timeout' ? EXIT.network : EXIT.usage
}

/** `fetch` tells a failed connection from bad input only by the cause of its error. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'TimeoutError' || (error.message === 'fetch failed' && error.cause instanceof Error)
}
