/** A login that has begun in a browser, as it is kept until that browser comes back. */
import { createHash } from 'node:crypto'
import { equalInConstantTime, fail, parseForm } from '../signing/index.ts'
import { one } from './credentials-reply.ts'

/** Plain JSON, for any store. It holds a secret: keep it on the server, where the browser cannot read it. */
export interface PendingLogin {
  readonly version: 1
  /** The service and the client that it belongs to, by `accessTokenUrl` and `consumerKey`. */
  readonly accessTokenUrl: string
  readonly consumerKey: string
  readonly token: string
  readonly tokenSecret: string
  /** The name and value that the callback brings back beside the token; `null` where a service takes none. */
  readonly state: readonly [name: string, value: string] | null
  /** SHA-256 of what tells this browser from all others, in base64url. */
  readonly session: string
  /** In milliseconds since 1970. */
  readonly began: number
}

/** What `begin` and `finish` compare in place of the session itself. @throws CountersignError `invalid-option` */
export function fingerprint(session: string): string {
  if (typeof session === 'string' && session !== '')
    return createHash('sha256').update(session).digest('base64url')
  return fail(
    'invalid-option',
    '4.13',
    '"session" is missing',
    'give the ID of its session, or the like',
  )
}

export type Owner = Pick<PendingLogin, 'accessTokenUrl' | 'consumerKey'>

/** @throws CountersignError `invalid-pending`: it is nothing that `begin` made, or of another service or client */
export function readPending(pending: unknown, owner: Owner): PendingLogin {
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
  if (!isWhole)
    fail('invalid-pending', '2.2', 'there is no login that this could finish', 'begin one first')
  const isOurs =
    found.accessTokenUrl === owner.accessTokenUrl && found.consumerKey === owner.consumerKey
  if (isOurs) return found as PendingLogin
  return fail(
    'invalid-pending',
    '2.2',
    'the login was begun at another service, or by another client',
    'begin it here',
  )
}

const isState = (state: unknown): boolean =>
  state === null ||
  (Array.isArray(state) && state.length === 2 && state.every((text) => typeof text === 'string'))

/** Whether this browser began the login, and the callback brought its state back. */
export function isOurCallback(pending: PendingLogin, session: string, query: string): boolean {
  const [name, value] = pending.state ?? ['', '']
  const given = pending.state === null ? '' : (one(parseForm(query), name) ?? '')
  // Both are compared whatever the other says.
  const matches = [
    equalInConstantTime(pending.session, fingerprint(session)),
    equalInConstantTime(value, given),
  ]
  return matches.every(Boolean)
}
