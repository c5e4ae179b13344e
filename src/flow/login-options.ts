/** What a login can be told. */
import type { ParametersInput } from '../client/index.ts'
import type { CallbackOptions } from './callback-listener.ts'

export interface LoginOptions extends CallbackOptions {
  /** For when no browser can reach this machine: `true` asks on the terminal, a function in its own way. */
  readonly pin?:
    | boolean
    | ((authorizeUrl: string, signal: AbortSignal) => string | number | Promise<string | number>)
  /** In place of the system's browser; `false` opens none. The login goes on where it fails. */
  readonly openBrowser?: ((authorizeUrl: string) => void | Promise<void>) | false
  /** Where the progress goes, a line at a time. Defaults to standard error. It is told no secret. */
  readonly log?: (line: string) => void
  /** For the whole login, in milliseconds. Defaults to 300 000. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Further parameters of the request-token call, signed. */
  readonly params?: ParametersInput
  /** Further parameters of the authorize URL, not signed. */
  readonly authorizeParams?: ParametersInput
}
