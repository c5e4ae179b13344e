/** The sessions of a service: sessions of the client with the options and quirks of the service. */
import {
  OAuth1Session,
  SESSION_OPTIONS,
  type SessionOptions,
  type TokenCredentials,
  withoutQuery,
} from '../client/index.ts'
import { pickOptions } from '../internal/index.ts'
import { fail, isRsaMethod } from '../signing/index.ts'
import type { ServiceOptions } from './service-options.ts'

/**
 * Token credentials from a store, such as `session.credentials`. `token` is `null` for calls
 * without a user.
 */
export type StoredCredentials = Pick<TokenCredentials, 'token' | 'tokenSecret'> &
  Partial<Pick<Required<SessionOptions>, 'fields' | 'sessionHandle' | 'expiresAt'>>

type Renew = (credentials: TokenCredentials, signal: AbortSignal) => Promise<TokenCredentials>

/**
 * Opens a session for API calls.
 *
 * @param renew gets new token credentials; `null` for a session that does not renew its token
 * @throws CountersignError `invalid-option`: `rawKey` with a method that has no shared secret
 */
export function openSession(
  options: ServiceOptions,
  credentials: StoredCredentials | null,
  renew: Renew | null,
): OAuth1Session {
  requireSharedSecret(options)
  const realm: Partial<SessionOptions> = options.urlAsRealm
    ? { realm: null, fetch: fetchWithUrlAsRealm(options.fetch) }
    : {}
  return new OAuth1Session({
    ...pickOptions(options, SESSION_OPTIONS),
    consumerKey: options.consumerKey,
    ...pickCredentials(credentials),
    ...realm,
    ...(renew && { renew }),
  })
}

function requireSharedSecret({
  rawKey = false,
  signatureMethod = 'HMAC-SHA1',
  consumerSecret,
}: ServiceOptions): void {
  const isShared = typeof signatureMethod === 'string' && !isRsaMethod(signatureMethod)
  if (!rawKey || (isShared && typeof consumerSecret === 'string')) return
  fail(
    'invalid-option',
    '3.4.2',
    '"rawKey" needs a consumer secret, and a signature method that is HMAC or PLAINTEXT',
    'remove rawKey',
  )
}

/** A stored record may have other members, and members that are undefined. They are left out. */
function pickCredentials(
  stored: StoredCredentials | null,
): Pick<SessionOptions, keyof StoredCredentials> {
  const { token, tokenSecret, fields, sessionHandle, expiresAt } = stored ?? {
    token: null,
    tokenSecret: null,
  }
  const members = Object.entries({ token, tokenSecret, fields, sessionHandle, expiresAt })
  return Object.fromEntries(members.filter(([, value]) => value !== undefined))
}

/**
 * A `fetch` that sends the URL of each request, without its query, as the realm. The realm is never
 * signed. §3.5.1
 */
function fetchWithUrlAsRealm(send: typeof fetch = fetch): typeof fetch {
  return (input, init) => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
    const headers = new Headers(init?.headers)
    const authorization = headers.get('authorization') ?? ''
    // A serialized URL has no quotation mark and no backslash, so it needs no escapes.
    headers.set(
      'authorization',
      authorization.replace(/^OAuth /, () => `OAuth realm="${withoutQuery(url)}", `),
    )
    return send(input, { ...init, headers })
  }
}

/**
 * Opens a session for a call to a credential endpoint.
 *
 * It sends no body hash, because some of these endpoints refuse one (Body hash extension §3.1). It
 * follows no redirect, because that would carry credentials to another URL. It sends no request
 * again, because a verifier is valid once.
 */
export function openCredentialSession(
  { reloadCredentials: _, ...options }: ServiceOptions,
  credentials: StoredCredentials | null,
): OAuth1Session {
  return openSession(
    { ...options, bodyHash: null, followRedirects: false, retry: false },
    credentials,
    null,
  )
}
