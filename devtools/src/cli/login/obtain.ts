/** Gets token credentials: by the three-legged flow, by xAuth, from options, or none. */
import type { TokenCredentials } from 'countersign/client'
import { type LoginOptions, OAuth1Service, type ServiceOptions } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Parameter } from 'countersign/signing'
import { ask, askSecret, canAsk, type Io } from '../../terminal/index.ts'
import { askUnlessGiven, usesSharedSecrets } from '../arguments/credentials.ts'
import { parsePair, parsePort, parseSeconds, usageError } from '../arguments/options.ts'

export const AUTHORIZATION_OPTIONS = {
  param: {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a parameter of the request for temporary credentials; signed',
  },
  'authorize-param': {
    type: 'string',
    multiple: true,
    value: 'name=value',
    about: 'a query parameter of the authorization URL',
  },
  'allow-unconfirmed': {
    type: 'boolean',
    about:
      'accept a reply without oauth_callback_confirmed (OAuth 1.0); such a login can be hijacked',
  },
  port: {
    type: 'string',
    value: 'PORT',
    about:
      'a fixed port of the callback on 127.0.0.1, for a service that requires a registered one',
  },
  'callback-path': { type: 'string', value: 'PATH', about: 'a fixed path of the callback' },
  pin: { type: 'boolean', about: 'prompt for the code that the service shows, without a callback' },
  'no-browser': { type: 'boolean', about: 'print the authorization URL and open no browser' },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    about: 'the time limit of the login; defaults to 300',
  },
} as const

export const DIRECT_OPTIONS = {
  'keys-only': { type: 'boolean', about: 'sign with the consumer key alone, without a token' },
  username: {
    type: 'string',
    value: 'NAME',
    about: 'log in with xAuth; prompts for the password, or reads COUNTERSIGN_PASSWORD',
  },
} as const

export interface AuthorizationValues {
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

/** Whether the login runs the three-legged flow, if the service supports it. */
export function usesThreeLegs(values: AuthorizationValues): boolean {
  return values.token === undefined && values.username === undefined && !values['keys-only']
}

/**
 * @throws CountersignError `usage`: a secret is missing; and every error of `OAuth1Service.login`
 */
export async function obtainCredentials(
  values: AuthorizationValues,
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
      `the verifier from the service for the request token ${requestToken.token}`,
    )
    return service.getAccessToken(requestToken, { verifier })
  }
  const session = await service.login(readLoginOptions(values, options, io))
  return { ...session.credentials, fields: session.fields }
}

async function readPassword(io: Io): Promise<string> {
  const { COUNTERSIGN_PASSWORD: given } = io.env
  if (given !== undefined) return given
  if (canAsk(io)) return askSecret(io, 'the password (input is hidden)')
  throw usageError('there is no password', 'set COUNTERSIGN_PASSWORD')
}

function readLoginOptions(
  values: AuthorizationValues,
  { callbackMode }: ServiceOptions,
  io: Io,
): LoginOptions {
  const callbackPort = parsePort(values.port)
  const timeout = parseSeconds('timeout', values.timeout)
  const path = values['callback-path']
  const isPin = values.pin || callbackMode === 'oob'
  return {
    params: (values.param ?? []).map((text) => parsePair('param', text)),
    authorizeParams: (values['authorize-param'] ?? []).map((text) =>
      parsePair('authorize-param', text),
    ),
    log: (line) => io.stderr.write(`${printable(line)}\n`),
    ...(isPin && {
      pin: (_url: string, signal: AbortSignal) =>
        ask(io, 'the code that the service shows', signal),
    }),
    ...(callbackPort !== undefined && { port: callbackPort }),
    ...(path !== undefined && { path }),
    ...(timeout !== undefined && { timeout }),
    ...(values['no-browser'] && { openBrowser: false as const }),
  }
}

/**
 * Validates the options before the first prompt.
 *
 * @throws CountersignError `usage`: an invalid port, time or path
 */
export function requireValidAuthorization(values: AuthorizationValues): void {
  parsePort(values.port)
  parseSeconds('timeout', values.timeout)
  const path = values['callback-path']
  if (path !== undefined && !path.startsWith('/'))
    throw usageError(
      `--callback-path must begin with "/", not ${JSON.stringify(path)}`,
      'for example --callback-path /callback',
    )
}
