/** Getting token credentials: in a browser, by a password, from the service's own page, or none at all. */
import type { TokenCredentials } from 'countersign/client'
import { type LoginOptions, OAuth1Service, type ServiceOptions } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Parameter } from 'countersign/signing'
import { ask, askSecret, canAsk, type Io } from '../../terminal/index.ts'
import { askUnlessGiven, usesSharedSecrets } from '../arguments/credentials.ts'
import { pair, port, seconds, usage } from '../arguments/options.ts'

export const WAY_OPTIONS = {
  param: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'sent with the request-token call, signed',
  },
  'authorize-param': {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'added to the authorize URL',
  },
  'allow-unconfirmed': {
    type: 'boolean',
    about: 'for an old server without oauth_callback_confirmed; such a login can be hijacked',
  },
  port: {
    type: 'string',
    value: 'PORT',
    about: 'a fixed port for the callback on 127.0.0.1, where callbacks are registered',
  },
  'callback-path': { type: 'string', value: 'PATH', about: 'a fixed path, for the same' },
  pin: { type: 'boolean', about: 'no callback: type the code that the page shows' },
  'no-browser': { type: 'boolean', about: 'print the URL and open nothing' },
  timeout: { type: 'string', value: 'SECONDS', about: 'defaults to 300' },
} as const

export const READY_OPTIONS = {
  'keys-only': { type: 'boolean', about: 'for a service that signs with the consumer key alone' },
  username: {
    type: 'string',
    value: 'NAME',
    about: 'xAuth: the password is asked for, or COUNTERSIGN_PASSWORD',
  },
} as const

export interface WayValues {
  readonly param?: readonly string[] | undefined
  readonly 'authorize-param'?: readonly string[] | undefined
  readonly port?: string | undefined
  readonly 'callback-path'?: string | undefined
  readonly pin?: boolean | undefined
  readonly 'no-browser'?: boolean | undefined
  readonly timeout?: string | undefined
  readonly token?: string | undefined
  readonly 'keys-only'?: boolean | undefined
  readonly username?: string | undefined
}

export interface Obtained extends TokenCredentials {
  readonly fields: readonly Parameter[]
}

const NONE: Obtained = {
  token: null,
  tokenSecret: null,
  sessionHandle: null,
  expiresAt: null,
  fields: [],
}

/** Whether the options ask for the three legs, as far as the service has them. */
export function asksForLegs(values: WayValues): boolean {
  return values.token === undefined && values.username === undefined && !values['keys-only']
}

/** @throws CountersignError `usage`, and what the legs throw */
export async function obtainCredentials(
  values: WayValues,
  options: ServiceOptions,
  io: Io,
): Promise<Obtained> {
  const { env } = io
  if (values['keys-only']) return NONE
  if (values.token !== undefined || options.legs === 'none') {
    const token = values.token ?? env['COUNTERSIGN_TOKEN']
    if (token === undefined) return NONE
    const isShared = usesSharedSecrets(String(options.signatureMethod ?? 'HMAC-SHA1'))
    return {
      ...NONE,
      token,
      tokenSecret: isShared
        ? await askUnlessGiven(io, 'token secret', env['COUNTERSIGN_TOKEN_SECRET'])
        : null,
    }
  }
  const service = new OAuth1Service(options)
  if (values.username !== undefined) {
    const password = await readPassword(io)
    return service.getAccessTokenByPassword({ username: values.username, password })
  }
  if (options.legs === 'two') {
    const requestToken = await service.getRequestToken()
    const verifier = await ask(
      io,
      `the verifier that the service gives for the request token ${requestToken.token}`,
    )
    return service.getAccessToken(requestToken, { verifier })
  }
  const session = await service.login(readLoginOptions(values, options, io))
  return { ...session.credentials, fields: session.fields }
}

async function readPassword(io: Io): Promise<string> {
  const { COUNTERSIGN_PASSWORD: given } = io.env
  if (given !== undefined) return given
  if (canAsk(io)) return askSecret(io, 'the password (it is not shown)')
  throw usage('there is no password', 'set COUNTERSIGN_PASSWORD')
}

function readLoginOptions(
  values: WayValues,
  { callbackMode }: ServiceOptions,
  io: Io,
): LoginOptions {
  const callbackPort = port(values.port)
  const timeout = seconds('timeout', values.timeout)
  const path = values['callback-path']
  const isPin = values.pin || callbackMode === 'oob'
  return {
    params: (values.param ?? []).map((text) => pair('param', text)),
    authorizeParams: (values['authorize-param'] ?? []).map((text) => pair('authorize-param', text)),
    log: (line) => io.stderr.write(`${printable(line)}\n`),
    ...(isPin && {
      pin: (_url: string, signal: AbortSignal) => ask(io, 'the code that the page shows', signal),
    }),
    ...(callbackPort !== undefined && { port: callbackPort }),
    ...(path !== undefined && { path }),
    ...(timeout !== undefined && { timeout }),
    ...(values['no-browser'] && { openBrowser: false as const }),
  }
}

/** What can be said to be wrong before anybody is asked. @throws CountersignError `usage` */
export function requireSoundWay(values: WayValues): void {
  port(values.port)
  seconds('timeout', values.timeout)
  const path = values['callback-path']
  if (path !== undefined && !path.startsWith('/'))
    throw usage('--callback-path begins with "/"', 'such as /callback')
}
