/** The checks of a server, RFC 5849 §3.2. verify-request.ts sets their order. */
import { BODY_HASHES, bodyHash, CountersignError, type ErrorCode } from '../signing/index.ts'
import { formText, isSignature, normalizeEncoded, percentDecode } from '../signing/index.ts'
import { requirePrivacy, type Secrets, signatureBaseString } from '../signing/index.ts'
import { type Claim, refuse } from './claim.ts'
import type { ReplayStore } from './replay-store.ts'
import type { StoredConsumer, StoredToken } from './stored-credentials.ts'

/** Times are in seconds. */
export interface Clock {
  readonly time: number
  readonly window: number
}

/** A claim with the credentials that the server found for it. */
export interface Checked {
  readonly claim: Claim
  readonly consumer: StoredConsumer | null
  readonly token: StoredToken | null
  readonly secrets: Secrets
}

export function requireAcceptedMethod(claim: Claim, accepted: readonly string[]): void {
  const { request, signatureMethod } = claim
  if (!accepted.includes(signatureMethod)) {
    const message = `${signatureMethod} is not accepted here`
    refuse('signature-method-rejected', '3.2', message, `sign by ${accepted.join(', ')}`)
  }
  if (signatureMethod === 'PLAINTEXT') requirePrivacy(request.url, 'header')
}

export function requireFreshTimestamp({ timestamp }: Claim, { time, window }: Clock): void {
  // §3.3: a timestamp outside the window is refused, so that nonces expire.
  if (timestamp === null || Math.abs(time - timestamp) <= window) return
  const message = `the clocks differ by more than ${window} s`
  refuse('timestamp-refused', '3.3', message, 'set the clock of the client, or of the server')
}

export function requireSignature({ claim, consumer, token, secrets }: Checked): void {
  const { request, uri, parameters, signatureMethod, signature } = claim
  const text = signatureBaseString(request.method, uri, normalizeEncoded(parameters))
  // RFC silent: computed for an unknown client too, so that the duration reveals nothing.
  const matches = isSignature(signatureMethod, secrets, text, signature)
  if (!consumer) refuse('consumer-key-unknown', '3.2', 'the consumer key is unknown', 'check it')
  if (claim.token !== null && token === null) {
    refuse('token-rejected', '3.2', 'the token was not issued to this client', 'log in again')
  }
  const message = 'the signature does not match this request'
  if (!matches) refuse('signature-invalid', '3.2', message, 'compare base strings')
}

export function requireBodyHash({ request, parameters }: Claim): void {
  const claimed = parameters.find(({ name }) => name === 'oauth_body_hash')
  if (claimed === undefined) return
  const value = percentDecode(claimed.value)
  // Body hash §4.2: the signature covers a form, and a body hash with a form is refused.
  const isForm = formText(request.headers, request.body) !== null
  if (!isForm && BODY_HASHES.some((hash) => bodyHash(request.body, hash) === value)) return
  const hint = isForm ? 'leave it out with a form' : 'hash the octets that are sent'
  refuse('parameter-rejected', '3.2', 'oauth_body_hash: not of this body', hint, [claimed.name])
}

const TOKEN_CODES: readonly ErrorCode[] = [
  ...(['token-expired', 'token-revoked', 'token-used'] as const),
  ...(['permission-denied', 'permission-unknown'] as const),
]

/** Runs after the signature check, so that only the client learns the state of a token. */
export function requireGoodToken({ token }: Checked): void {
  const problem = token?.problem
  if (!problem) return
  const code = TOKEN_CODES.find((one) => one.replaceAll('-', '_') === problem) ?? 'token-rejected'
  const details = { section: '3.2', hint: 'log in again', problem }
  throw new CountersignError(code, `the token is no longer valid: ${problem}`, details)
}

/** §3.2. RFC silent on the order: last, so that only a holder of the secrets stores a nonce. */
export async function requireNewNonce(
  claim: Claim,
  store: ReplayStore,
  clock: Clock,
): Promise<void> {
  const { signatureMethod, consumerKey, token, timestamp, nonce } = claim
  // §3.4.4: a PLAINTEXT signature does not cover the nonce.
  if (signatureMethod === 'PLAINTEXT' || timestamp === null) return
  const use = { consumerKey, token, timestamp, nonce, expires: timestamp + clock.window }
  const answer = await store.insert(use, clock.time)
  const message = 'the replay store is full for this client'
  if (answer === 'full') refuse('replay-store-full', '3.3', message, 'send fewer requests')
  const hint = 'make a new nonce for each request'
  if (answer !== true) refuse('nonce-used', '3.3', 'the nonce was used before', hint)
}
