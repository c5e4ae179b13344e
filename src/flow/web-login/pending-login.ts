/**
 * The state of a web login between `begin` and `finish`. The application keeps it for the browser.
 */
import { createHash } from 'node:crypto'
import { equalInConstantTime, fail, parseForm } from '../../signing/index.ts'
import type { ServiceOptions } from '../service-options.ts'
import { singleValue } from '../token-requests/credentials-reply.ts'

/**
 * Plain JSON, for any store. It contains a secret: keep it on the server, where the browser cannot
 * read it.
 */
export interface PendingLogin {
  readonly version: 1
  /** `accessTokenUrl` and `consumerKey` identify the service and the client. */
  readonly accessTokenUrl: string
  readonly consumerKey: string
  /** The request token. */
  readonly token: string
  readonly tokenSecret: string
  /** The parameter that protects the callback; `null` if the callback URL cannot have one. */
  readonly state: readonly [name: string, value: string] | null
  /** The SHA-256 hash of the session identifier, in base64url. */
  readonly session: string
  /** In milliseconds since 1970. */
  readonly began: number
}

/**
 * The hash that a pending login has in place of the session identifier.
 *
 * @throws CountersignError `invalid-option`: the session identifier is empty or not text
 */
export function hashSession(session: string): string {
  if (typeof session === 'string' && session !== '')
    return createHash('sha256').update(session).digest('base64url')
  return fail(
    'invalid-option',
    '4.13',
    '"session" is missing',
    'give the session identifier of the browser',
  )
}

/** What identifies the service and the client of a pending login. */
export type LoginOwner = Pick<PendingLogin, 'accessTokenUrl' | 'consumerKey'>

export const ownerOf = ({ accessTokenUrl, consumerKey }: ServiceOptions): LoginOwner => ({
  accessTokenUrl: String(accessTokenUrl),
  consumerKey,
})

/**
 * @throws CountersignError `invalid-pending`: `begin` did not return it, or another service or
 *   client began it
 */
export function readPending(pending: unknown, owner: LoginOwner): PendingLogin {
  const found = (
    typeof pending === 'object' && pending !== null ? pending : {}
  ) as Partial<PendingLogin>
  const texts = [found.token, found.tokenSecret, found.session]
  const isWhole =
    found.version === 1 &&
    texts.every((text) => typeof text === 'string') &&
    found.token !== '' &&
    Number.isFinite(found.began) &&
    isState(found.state)
  if (!isWhole) {
    fail(
      'invalid-pending',
      '2.2',
      'the pending login is missing or incomplete',
      'give what begin returned, or begin a login first',
    )
  }
  const isOurs =
    found.accessTokenUrl === owner.accessTokenUrl && found.consumerKey === owner.consumerKey
  if (isOurs) return found as PendingLogin
  return fail(
    'invalid-pending',
    '2.2',
    'the pending login belongs to another service or another client',
    'call finish on the service that began it',
  )
}

const isState = (state: unknown): boolean =>
  state === null ||
  (Array.isArray(state) && state.length === 2 && state.every((text) => typeof text === 'string'))

/** Whether this browser began the login, and the callback has the state of the login. */
export function isOurCallback(pending: PendingLogin, session: string, query: string): boolean {
  const [name, value] = pending.state ?? ['', '']
  const given = pending.state === null ? '' : (singleValue(parseForm(query), name) ?? '')
  // Both are always compared, so that the time does not tell which of them differs.
  const matches = [
    equalInConstantTime(pending.session, hashSession(session)),
    equalInConstantTime(value, given),
  ]
  return matches.every(Boolean)
}
