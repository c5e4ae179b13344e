/** The exit codes of the command, and the mapping from errors to exit codes. */
import { ResponseError, TransportError } from 'countersign/client'
import { CountersignError } from 'countersign/signing'

export const EXIT = { success: 0, refused: 1, usage: 2, network: 3, unauthorized: 4 } as const

/** The section on exit codes in `countersign --help`. */
export const EXIT_HELP = `exit codes:
  0  success
  1  the server answered with an error or an unexpected response
  2  usage: a wrong option, file or profile, or a request that cannot be signed
  3  network: no response, an incomplete response, or a timeout
  4  the signature, the credentials or the login was refused`

/** Returns the exit code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TransportError || isNetworkError(error)) return EXIT.network
  if (!(error instanceof CountersignError)) return EXIT.usage
  // A 5xx status does not mean that the credentials were refused.
  if (error instanceof ResponseError && error.status >= 500) return EXIT.refused
  if (/^(credentials-refused|authorization-denied|callback-unconfirmed)$/.test(error.code))
    return EXIT.unauthorized
  if (error instanceof ResponseError || /^(reply-too-large|redirect-.*)$/.test(error.code))
    return EXIT.refused
  return error.code === 'login-timeout' ? EXIT.network : EXIT.usage
}

/** Recognizes errors that `fetch` itself throws for a body that breaks off or times out. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'TimeoutError' ||
    (/^(fetch failed|terminated)$/.test(error.message) && error.cause instanceof Error)
  )
}
