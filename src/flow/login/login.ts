/** A login in one call: request token, browser, callback, access token. RFC 5849 §2 */
import {
  invalidOption,
  nameKind,
  pickOptions,
  printable,
  singleLine,
  untilAborted,
} from '../../internal/index.ts'
import type { OAuth1Session, ParametersInput } from '../../client/index.ts'
import { CountersignError } from '../../signing/index.ts'
import type { StoredCredentials } from '../service-session.ts'
import type { AccessTokenOptions } from '../token-requests/access-token.ts'
import type { RequestToken, RequestTokenOptions } from '../token-requests/request-token.ts'
import { CALLBACK_OPTIONS, openCallbackListener } from './callback-listener.ts'
import type { LoginOptions } from './login-options.ts'
import { openBrowser } from './open-browser.ts'
import { promptVerifier } from './prompt-verifier.ts'

/** The three legs of a service. */
export interface LoginSteps {
  getRequestToken(options: RequestTokenOptions): Promise<RequestToken>
  getAuthorizeUrl(requestToken: RequestToken, params?: ParametersInput): string
  getAuthSession(
    requestToken: StoredCredentials,
    options: AccessTokenOptions,
  ): Promise<OAuth1Session>
}

interface RunningLogin {
  readonly service: LoginSteps & { readonly name: string }
  readonly options: LoginOptions
  readonly verifierRequired: boolean
  /** Aborted by the signal of the caller, by the timeout, and at the end of the login. */
  readonly signal: AbortSignal
}

/**
 * @throws CountersignError `invalid-option`, `login-timeout`, `listener-failed`,
 *   `authorization-denied`; as each leg does; or the reason of the signal
 */
export async function login(
  service: RunningLogin['service'],
  options: LoginOptions,
  verifierRequired: boolean,
): Promise<OAuth1Session> {
  const { timeout = 300_000, signal } = options
  requireFunctions(options)
  // A timer of Node with a longer delay fires at once.
  if (!(timeout > 0 && timeout < 2 ** 31)) {
    throw invalidOption(`"timeout" of a login cannot be ${timeout}`, 'give 1 to 2147483647 ms')
  }
  const controller = new AbortController()
  const abort = (): void => controller.abort(signal?.reason)
  const timer = setTimeout(() => controller.abort(timeoutError(timeout)), timeout)
  signal?.addEventListener('abort', abort)
  try {
    signal?.throwIfAborted()
    const running = { service, options, verifierRequired, signal: controller.signal }
    return await (options.pin ? loginByPin(running, options.pin) : loginByCallback(running))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    controller.abort()
  }
}

/** @throws CountersignError `invalid-option` */
function requireFunctions({ pin, openBrowser }: LoginOptions): void {
  if (pin !== undefined && typeof pin !== 'boolean' && typeof pin !== 'function') {
    throw invalidOption(
      `"pin" of a login is ${nameKind(pin)}`,
      'give true, or a function that returns the verifier',
      ['pin'],
    )
  }
  if (openBrowser !== undefined && openBrowser !== false && typeof openBrowser !== 'function') {
    throw invalidOption(
      `"openBrowser" of a login is ${nameKind(openBrowser)}`,
      'give false, or a function that opens a URL',
      ['openBrowser'],
    )
  }
}

async function loginByCallback(running: RunningLogin): Promise<OAuth1Session> {
  const { options, verifierRequired, signal } = running
  const listener = await openCallbackListener(pickOptions(options, CALLBACK_OPTIONS))
  try {
    const requestToken = await startLogin(running, listener.url)
    sendUser(running, requestToken)
    const verifier = await listener.receive(requestToken.token, verifierRequired, signal)
    return await finishLogin(running, requestToken, verifier)
  } finally {
    listener.close()
  }
}

async function loginByPin(
  running: RunningLogin,
  pin: Exclude<LoginOptions['pin'], undefined>,
): Promise<OAuth1Session> {
  const { signal } = running
  const requestToken = await startLogin(running, 'oob')
  const url = sendUser(running, requestToken)
  const prompt = typeof pin === 'function' ? () => pin(url, signal) : () => promptVerifier(signal)
  // White space may have been pasted with the code.
  return finishLogin(running, requestToken, String(await untilAborted(signal, prompt)).trim())
}

function startLogin(
  { service, options, signal }: RunningLogin,
  callback: string,
): Promise<RequestToken> {
  log(options, `1/3 asking ${service.name} for a request token`)
  return service.getRequestToken({
    callback,
    signal,
    ...(options.params && { params: options.params }),
  })
}

function sendUser(running: RunningLogin, requestToken: RequestToken): string {
  const { service, options } = running
  const url = service.getAuthorizeUrl(requestToken, options.authorizeParams)
  log(options, `2/3 waiting for your approval in the browser: ${url}`)
  if (options.openBrowser !== false) void open(running, options.openBrowser ?? openBrowser, url)
  return url
}

/** Without a browser the login continues: the user has the URL from the log. */
async function open(
  { options, signal }: RunningLogin,
  browser: (url: string) => void,
  url: string,
): Promise<void> {
  try {
    await browser(url)
  } catch (error) {
    if (!signal.aborted)
      log(options, `no browser was opened (${singleLine(String(error))}): open the URL yourself`)
  }
}

function finishLogin(
  { service, options, signal }: RunningLogin,
  requestToken: RequestToken,
  verifier: string | null,
): Promise<OAuth1Session> {
  log(options, '3/3 approved: fetching the access token')
  return service.getAuthSession(requestToken, { verifier, signal })
}

function log(options: LoginOptions, line: string): void {
  if (options.log) options.log(line)
  else process.stderr.write(`${printable(line)}\n`)
}

function timeoutError(timeout: number): CountersignError {
  return new CountersignError(
    'login-timeout',
    `no callback came within ${Math.round(timeout / 1000)} s`,
    { section: '2.2', hint: 'start the login again, or set a longer timeout' },
  )
}
