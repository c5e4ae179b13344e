/** All three legs in one go: listener, browser, verifier. RFC 5849 §2 */
import {
  invalidOption,
  nameKind,
  pickOptions,
  printable,
  singleLine,
  untilAborted,
} from '../internal/index.ts'
import type { OAuth1Session, ParametersInput } from '../client/index.ts'
import { CountersignError } from '../signing/index.ts'
import { askVerifier } from './ask-verifier.ts'
import { openCallbackListener } from './callback-listener.ts'
import type { LoginOptions } from './login-options.ts'
import { openBrowser } from './open-browser.ts'
import { CALLBACK_OPTIONS } from './option-kinds.ts'
import type { AccessTokenOptions, RequestToken, RequestTokenOptions } from './service-options.ts'

/** What a login needs of a service. */
export interface LoginSteps {
  readonly name: string
  getRequestToken(options: RequestTokenOptions): Promise<RequestToken>
  getAuthorizeUrl(requestToken: RequestToken, params?: ParametersInput): string
  getAuthSession(requestToken: RequestToken, options: AccessTokenOptions): Promise<OAuth1Session>
}

/** One login on its way. Its signal ends it: by the caller's, by the deadline, or because it is over. */
interface Attempt {
  readonly service: LoginSteps
  readonly options: LoginOptions
  readonly verifierRequired: boolean
  readonly signal: AbortSignal
}

/** @throws CountersignError `login-timeout`, `invalid-option`; what each leg throws; the reason of the signal */
export async function login(
  service: LoginSteps,
  options: LoginOptions,
  verifierRequired: boolean,
): Promise<OAuth1Session> {
  const { timeout = 300_000, signal } = options
  requireCallables(options)
  // What a timer of Node can hold; anything above it fires at once.
  if (!(timeout > 0 && timeout < 2 ** 31)) {
    throw new CountersignError('invalid-option', `a login cannot take ${timeout} ms`, {
      hint: 'give 1 to 2147483647',
    })
  }
  const ending = new AbortController()
  const abort = (): void => ending.abort(signal?.reason)
  const timer = setTimeout(() => ending.abort(tooLate(timeout)), timeout)
  signal?.addEventListener('abort', abort)
  try {
    signal?.throwIfAborted()
    const attempt = { service, options, verifierRequired, signal: ending.signal }
    return await (options.pin ? loginByPin(attempt, options.pin) : loginByCallback(attempt))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    ending.abort()
  }
}

function requireCallables({ pin, openBrowser }: LoginOptions): void {
  if (pin !== undefined && typeof pin !== 'boolean' && typeof pin !== 'function') {
    throw invalidOption(
      `"pin" of a login is ${nameKind(pin)}`,
      'give true, or a function that asks for it',
      ['pin'],
    )
  }
  if (openBrowser !== undefined && openBrowser !== false && typeof openBrowser !== 'function') {
    const message = `"openBrowser" of a login is ${nameKind(openBrowser)}`
    throw invalidOption(message, 'give false, or a function', ['openBrowser'])
  }
}

async function loginByCallback(attempt: Attempt): Promise<OAuth1Session> {
  const listener = await openCallbackListener(pickOptions(attempt.options, CALLBACK_OPTIONS))
  try {
    const requestToken = await startLogin(attempt, listener.url)
    sendUser(attempt, requestToken)
    const verifier = await listener.receive(
      requestToken.token,
      attempt.verifierRequired,
      attempt.signal,
    )
    return await finishLogin(attempt, requestToken, verifier)
  } finally {
    listener.close()
  }
}

async function loginByPin(
  attempt: Attempt,
  pin: Exclude<LoginOptions['pin'], undefined>,
): Promise<OAuth1Session> {
  const { signal } = attempt
  const requestToken = await startLogin(attempt, 'oob')
  const url = sendUser(attempt, requestToken)
  const ask = typeof pin === 'function' ? () => pin(url, signal) : () => askVerifier(signal)
  // The white space was pasted along with it.
  return finishLogin(attempt, requestToken, String(await untilAborted(signal, ask)).trim())
}

function startLogin(
  { service, options, signal }: Attempt,
  callback: string,
): Promise<RequestToken> {
  say(options, `1/3 asking ${service.name} for a request token`)
  return service.getRequestToken({
    callback,
    signal,
    ...(options.params && { params: options.params }),
  })
}

function sendUser(attempt: Attempt, requestToken: RequestToken): string {
  const { service, options } = attempt
  const url = service.getAuthorizeUrl(requestToken, options.authorizeParams)
  say(options, `2/3 waiting for you to allow it in your browser: ${url}`)
  if (options.openBrowser !== false) void open(attempt, options.openBrowser ?? openBrowser, url)
  return url
}

/** Without a browser the login goes on: the person has the URL. */
async function open(
  { options, signal }: Attempt,
  browser: (url: string) => void,
  url: string,
): Promise<void> {
  try {
    await browser(url)
  } catch (error) {
    if (!signal.aborted)
      say(options, `no browser was opened (${singleLine(String(error))}): open that URL yourself`)
  }
}

function finishLogin(
  { service, options, signal }: Attempt,
  requestToken: RequestToken,
  verifier: string | null,
): Promise<OAuth1Session> {
  say(options, '3/3 allowed: fetching the access token')
  return service.getAuthSession(requestToken, { verifier, signal })
}

function say(options: LoginOptions, line: string): void {
  if (options.log) options.log(line)
  else process.stderr.write(`${printable(line)}\n`)
}

function tooLate(timeout: number): CountersignError {
  return new CountersignError(
    'login-timeout',
    `no browser came back within ${Math.round(timeout / 1000)} s`,
    {
      section: '2.2',
      hint: 'start again, or allow more time with the timeout option',
    },
  )
}
