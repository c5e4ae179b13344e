/** The sessions of a service: the client's, with what departs from RFC 5849 put in place. */
import {
  OAuth1Session,
  SESSION_OPTIONS,
  type SessionOptions,
  type TokenCredentials,
} from '../client/index.ts'
import { pickOptions } from '../internal/index.ts'
import { fail, isRsaMethod } from '../signing/index.ts'
import { fetchWithRealm } from './url-as-realm.ts'
import type { ServiceOptions, StoredCredentials } from './service-options.ts'

type Renew = (credentials: TokenCredentials, signal: AbortSignal) => Promise<TokenCredentials>

/** @param renew gets new token credentials; `null` where the session is not to */
export function openSession(
  options: ServiceOptions,
  credentials: StoredCredentials | null,
  renew: Renew | null,
): OAuth1Session {
  const owned = ownOf(credentials)
  const realm: Partial<SessionOptions> = options.urlAsRealm
    ? { realm: null, fetch: fetchWithRealm(options.fetch) }
    : {}
  const common = {
    ...pickOptions(options, SESSION_OPTIONS),
    consumerKey: options.consumerKey,
    ...owned,
    ...realm,
  }
  const { rawKey = false, signatureMethod = 'HMAC-SHA1', consumerSecret } = options
  const isShared = typeof signatureMethod === 'string' && !isRsaMethod(signatureMethod)
  if (rawKey && (!isShared || typeof consumerSecret !== 'string')) {
    fail(
      'invalid-option',
      '3.4.2',
      'rawKey goes with a consumer secret and a method by its name',
      'leave out rawKey',
    )
  }
  return new OAuth1Session({ ...common, ...(renew && { renew }) })
}

/** Of a stored record, which may hold anything, what belongs to credentials, and of that what is there. */
function ownOf(stored: StoredCredentials | null): Pick<SessionOptions, keyof StoredCredentials> {
  const { token, tokenSecret, fields, sessionHandle, expiresAt } = stored ?? {
    token: null,
    tokenSecret: null,
  }
  const own = Object.entries({ token, tokenSecret, fields, sessionHandle, expiresAt })
  return Object.fromEntries(own.filter(([, value]) => value !== undefined))
}

/** For credential endpoints: some refuse a body hash (its §3.1), a redirect would carry credentials
 * elsewhere, and what is good once is not sent twice on a chance, nor with another token. */
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
