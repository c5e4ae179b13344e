/** All three legs in one go: listener, browser, verifier. RFC 5849 §2 */
import type { OAuth1Session, ParametersInput } from '../client/index.ts'
import { CountersignError } from '../signing/index.ts'
import { askVerifier } from './ask-verifier.ts'
import { type CallbackOptions, openCallbackListener } from './callback-listener.ts'
import type { IssuedCredentials } from './credentials-reply.ts'
import { openBrowser } from './open-browser.ts'

/** What a login needs of a service. */
export interface LoginSteps {
  readonly name: string
  getRequestToken(options: { callback: string; params?: ParametersInput; signal: AbortSignal }): Promise<IssuedCredentials>
  getAuthorizeUrl(requestToken: IssuedCredentials, params?: ParametersInput): string
  getAuthSession(requestToken: IssuedCredentials, options: { verifier: string | null; signal: AbortSignal }): Promise<OAuth1Session>
}

export interface LoginOptions extends CallbackOptions {
  /** For when no browser can reach this machine: `true` asks on the terminal, a function gets the verifier its own way. */
  readonly pin?: boolean | ((authorizeUrl: string, signal: AbortSignal) => string | Promise<string>)
  /** In place of the system's browser; `false` opens none. */
  readonly openBrowser?: ((authorizeUrl: string) => void) | false
  /** Where the progress goes, a line at a time: standard error unless given. It is told no secret. */
  readonly log?: (line: string) => void
  /** For the whole login, in milliseconds; 300 000 unless given. */
  readonly timeout?: number
  readonly signal?: AbortSignal
  /** Further parameters of the request-token call, signed. */
  readonly params?: ParametersInput
  /** Further parameters of the authorize URL, not signed. */
  readonly authorizeParams?: ParametersInput
}

export async function login(service: LoginSteps, options: LoginOptions, verifierRequired: boolean): Promise<OAuth1Session> {
  const { timeout = 300_000, pin = false } = options
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(tooLate(timeout)), timeout)
  const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal
  try {
    return await (pin ? loginByPin(service, options, pin, signal) : loginByCallback(service, options, verifierRequired, signal))
  } finally {
    clearTimeout(timer)
  }
}

async function loginByCallback(
  service: LoginSteps, options: LoginOptions, verifierRequired: boolean, signal: AbortSignal,
): Promise<OAuth1Session> {
  const listener = await openCallbackListener(options)
  try {
    const requestToken = await startLogin(service, options, listener.url, signal)
    sendUser(service, options, requestToken)
    const verifier = await listener.receive(requestToken.token, verifierRequired, signal)
    return await finishLogin(service, options, requestToken, verifier, signal)
  } finally {
    listener.close()
  }
}

async function loginByPin(
  service: LoginSteps, options: LoginOptions, pin: Exclude<LoginOptions['pin'], undefined>, signal: AbortSignal,
): Promise<OAuth1Session> {
  const requestToken = await startLogin(service, options, 'oob', signal)
  const url = sendUser(service, options, requestToken)
  const verifier = typeof pin === 'function' ? await pin(url, signal) : await askVerifier(signal)
  return finishLogin(service, options, requestToken, verifier.trim(), signal)
}

async function startLogin(service: LoginSteps, options: LoginOptions, callback: string, signal: AbortSignal): Promise<IssuedCredentials> {
  say(options, `1/3 asking ${service.name} for a request token`)
  return service.getRequestToken({ callback, signal, ...(options.params && { params: options.params }) })
}

function sendUser(service: LoginSteps, options: LoginOptions, requestToken: IssuedCredentials): string {
  const url = service.getAuthorizeUrl(requestToken, options.authorizeParams)
  say(options, `2/3 waiting for you to allow it in your browser: ${url}`)
  if (options.openBrowser !== false) (options.openBrowser ?? openBrowser)(url)
  return url
}

async function finishLogin(
  service: LoginSteps, options: LoginOptions, requestToken: IssuedCredentials, verifier: string | null, signal: AbortSignal,
): Promise<OAuth1Session> {
  say(options, '3/3 allowed: fetching the access token')
  return service.getAuthSession(requestToken, { verifier, signal })
}

function say(options: LoginOptions, line: string): void {
  if (options.log) options.log(line)
  else process.stderr.write(`${line}\n`)
}

function tooLate(timeout: number): CountersignError {
  return new CountersignError('login-timeout', `nobody came back within ${Math.round(timeout / 1000)} s`, {
    section: '2.2', hint: 'start again, or allow more time with the timeout option',
  })
}
