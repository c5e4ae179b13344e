/** Verifying a request, RFC 5849 §3.2. The checks stand in the order that leaves strangers nothing to use up. */
import { BODY_HASHES, bodyHash } from './body-hash.ts'
import { CountersignError, fail } from './errors.ts'
import { currentTimestamp, readProtocolParameters } from './protocol-parameters.ts'
import type { ReplayStore } from './replay-store.ts'
import { collectParameters, headerValue, signedFormBody, type WireRequest } from './request-parameters.ts'
import { isSignature, requireSignatureMethod, type Secrets } from './signature-methods.ts'
import { type Trace, traceRequest } from './trace.ts'
import { requirePrivacy } from './transmission.ts'

export interface Verifier {
  /** The client's secret or public key; `null` for an unknown consumer key. */
  findConsumer(consumerKey: string): Awaitable<Pick<Secrets, 'consumerSecret' | 'publicKey'> | null>
  /** The secret of this client's token, and an `oauth_problem` where it has expired or the like; `null` for no token. */
  findToken(token: string, consumerKey: string): Awaitable<{ readonly tokenSecret: string; readonly problem?: string } | null>
  readonly replayStore: ReplayStore
  /** Seconds since 1970. */ readonly now?: () => number
  /** How far off a timestamp may be, either way, in seconds; 300 unless given. */ readonly window?: number
}
type Awaitable<Value> = Value | Promise<Value>

/** The verdict. An error's `code` is its `oauth_problem`, or for a request that cannot be read the code of a signer. */
export type Verification =
  | { readonly valid: true; readonly consumerKey: string; readonly token: string | null; readonly trace: Trace }
  | { readonly valid: false; readonly status: 400 | 401; readonly error: CountersignError; readonly trace: Trace | null }

const UNAUTHORIZED = /^(credentials_absent|consumer_key_|token_|signature_invalid|nonce_|permission_)/

/**
 * Checks a request as it arrived; its `url` is the server's own origin with the request target behind it, unchanged. Tell
 * a stranger `signature_invalid` for an unknown client or token, too. @returns a verdict on whatever a client sent
 */
export async function verifyRequest(request: WireRequest, verifier: Verifier): Promise<Verification> {
  let trace: Trace | null = null
  try {
    const values = readProtocolParameters(collectParameters(request))
    trace = traceRequest(request, headerValue(request.headers, 'host'), {})
    const signatureMethod = requireSignatureMethod(values.get('oauth_signature_method')!)
    if (signatureMethod === 'PLAINTEXT') requirePrivacy(request.url, 'header')
    const [consumerKey, token] = [values.get('oauth_consumer_key')!, values.get('oauth_token') || null]
    const [timestamp, nonce] = [Number(values.get('oauth_timestamp')), values.get('oauth_nonce')!]
    const { now = currentTimestamp, window = 300 } = verifier
    // §3.3: a timestamp that is too far off is refused, so that nonces need not be kept forever.
    if (Math.abs(now() - timestamp) > window) fail('timestamp_refused', '3.3', `the clocks differ by over ${window} s`, 'set yours')
    const consumer = await verifier.findConsumer(consumerKey)
    const owner = token === null ? null : await verifier.findToken(token, consumerKey)
    const secrets = { ...(consumer ?? { consumerSecret: '' }), tokenSecret: owner?.tokenSecret ?? '' }
    trace = traceRequest(request, headerValue(request.headers, 'host'), secrets)
    // §3.2: computed for strangers too, so that the time it takes does not tell who is known.
    const matches = isSignature(signatureMethod, secrets, trace.signatureBaseString, values.get('oauth_signature')!)
    if (consumer === null) fail('consumer_key_unknown', '3.2', 'the consumer key is unknown', 'check it')
    if (token !== null && owner === null) fail('token_rejected', '3.2', 'the token is not one of this client', 'get another')
    if (!matches) fail('signature_invalid', '3.2', 'the signature is not that of this request', 'compare base strings')
    const claimed = trace.parameters.find(({ name }) => name === 'oauth_body_hash')?.value
    const isForm = signedFormBody(request.headers, request.body) !== null
    if (claimed !== undefined && (isForm || !BODY_HASHES.some((hash) => bodyHash(request.body, hash) === claimed))) {
      fail('parameter_rejected', '3.2', 'the body hash is not that of the body, or came with a form', 'hash it', ['oauth_body_hash'])
    }
    if (owner?.problem !== undefined) fail(owner.problem, '3.2', 'the token is no longer good', 'get another')
    // §3.2: the nonce comes last, so that nobody without the secrets can use it up. §3.4.4: PLAINTEXT is bound to none.
    const use = { consumerKey, token, timestamp, nonce, expires: timestamp + window }
    if (signatureMethod !== 'PLAINTEXT' && !(await verifier.replayStore.insert(use, now()))) {
      fail('nonce_used', '3.3', 'the nonce was used before', 'make a new one for every request')
    }
    return { valid: true, consumerKey, token, trace }
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    return { valid: false, status: UNAUTHORIZED.test(error.code) ? 401 : 400, error, trace }
  }
}
