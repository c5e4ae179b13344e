/** The options of a login. */
import type { ParametersInput } from '../../client/index.ts'
import type { OptionKinds } from '../../internal/index.ts'
import { CALLBACK_OPTIONS, type CallbackOptions } from './callback-listener.ts'

export interface LoginOptions extends CallbackOptions {
  /**
   * For a machine that no browser can reach. `true` prompts for the verifier on the terminal. A
   * function gets the verifier in another way.
   *
   * @default false
   */
  readonly pin?:
    | boolean
    | ((authorizeUrl: string, signal: AbortSignal) => string | number | Promise<string | number>)
  /**
   * Opens the authorize URL. `false` opens nothing. If the function throws, the login continues,
   * because the log has the URL too. Defaults to the browser of the system.
   */
  readonly openBrowser?: ((authorizeUrl: string) => void | Promise<void>) | false
  /** Gets each line of the progress. No line contains a secret. Defaults to standard error. */
  readonly log?: (line: string) => void
  /** The time limit of the whole login, in milliseconds, from 1 to 2147483647. @default 300000 */
  readonly timeout?: number
  /** Aborts the login. */
  readonly signal?: AbortSignal
  /** Further parameters of the request-token call. They are signed. */
  readonly params?: ParametersInput
  /** Further parameters of the authorize URL. They are not signed. */
  readonly authorizeParams?: ParametersInput
}

export const LOGIN_OPTIONS: OptionKinds<LoginOptions> = {
  ...CALLBACK_OPTIONS,
  pin: 'any',
  openBrowser: 'any',
  log: 'function',
  timeout: 'any',
  signal: 'signal',
  params: 'any',
  authorizeParams: 'any',
}
