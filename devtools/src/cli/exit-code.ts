/** What the exit codes mean; `countersign --help` says the same. */
import { ResponseError, TransportError } from 'countersign/client'
import { CountersignError } from 'countersign/signing'

export const EXIT = { success: 0, refused: 1, usage: 2, network: 3, unauthorized: 4 } as const

/** For people, in the order of the numbers. */
export const EXIT_HELP = `exit codes:
  0  success
  1  the server answered with an error, or with what is no answer to this
  2  usage: an option, a file, a profile, or a request that cannot be signed
  3  network: no answer, a broken one, or none in time
  4  the signature, the credentials or the login was refused`

/** The code for an error that ends a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof TransportError || isNetworkError(error)) return EXIT.network
  if (!(error instanceof CountersignError)) return EXIT.usage
  // A server in trouble has not refused the request.
  if (error instanceof ResponseError && error.status >= 500) return EXIT.refused
  if (/^(credentials-refused|authorization-denied|callback-unconfirmed)$/.test(error.code))
    return EXIT.unauthorized
  if (error instanceof ResponseError || /^(reply-too-large|redirect-.*)$/.test(error.code))
    return EXIT.refused
  return error.code === 'login-timeout' ? EXIT.network : EXIT.usage
}

/** A body that breaks off, or takes too long, is told by `fetch` itself, in its own words. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'TimeoutError' ||
    (/^(fetch failed|terminated)$/.test(error.message) && error.cause instanceof Error)
  )
}
