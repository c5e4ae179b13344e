/** Verifying a request, RFC 5849 §3.2: named checks, in an order that strangers cannot exploit. */
import { CountersignError, currentTimestamp, refuseType } from '../signing/index.ts'
import { requireKnownOptions, SIGNATURE_METHODS, type Secrets } from '../signing/index.ts'
import { type SignatureMethodName, type Trace, Traced } from '../signing/index.ts'
import { traceRequest, type WireRequest } from '../signing/index.ts'
import { type Claim, type ClaimLimits, readClaim } from './claim.ts'
import type { ReplayStore } from './replay-store.ts'
import * as stored from './stored-credentials.ts'
import * as checks from './verification-checks.ts'

type Awaitable<Value> = Value | Promise<Value>

/** What a server brings: its lookups, its memory, and what it accepts. */
export interface Verifier extends stored.CredentialPolicy, Partial<ClaimLimits> {
  /** Anything but a record with a usable secret or key is an unknown client. */
  findConsumer(consumerKey: string): Awaitable<stored.StoredConsumer | null | undefined>
  /** The token of this client. Anything but a record with a secret is an unknown token. */
  findToken(token: string, consumerKey: string): Awaitable<stored.StoredToken | null | undefined>
  readonly replayStore: ReplayStore
  /** The methods that are accepted. Defaults to all but PLAINTEXT. */
  readonly signatureMethods?: readonly SignatureMethodName[]
  /** Seconds since 1970. Defaults to this machine's clock. */ readonly now?: () => number
  /** How far off a timestamp may be, either way, in seconds. Defaults to 300. */
  readonly window?: number
}

/** The verdict on a request, with a trace computed when read. `problem` is an `oauth_problem`. */
export type Verification =
  | { valid: true; consumerKey: string; token: string | null; trace: Trace }
  | { valid: false; status: Status; problem: string; error: CountersignError; trace: Trace | null }

type Status = 400 | 401 | 413 | 429

/**
 * Checks a request as it arrived; its `url` is the server's own origin with the request target.
 * Tell a stranger `signature_invalid` for an unknown client or token, too.
 *
 * @throws CountersignError `unusable-key`, `weak-key` for stored keys, and what a lookup throws
 */
export async function verifyRequest(
  request: WireRequest,
  verifier: Verifier,
): Promise<Verification> {
  if (Object(request) !== request) refuseType('request', request, 'a request as it arrived')
  requireVerifier(verifier)
  const {
    now = currentTimestamp,
    window = 300,
    maxOctets = 2 ** 20,
    maxParameters = 1e4,
  } = verifier
  // RFC silent: PLAINTEXT proves a secret by showing it, so that a server has to name it.
  const { signatureMethods = SIGNATURE_METHODS.slice(0, -1), replayStore } = verifier
  const clock = { time: now(), window }
  let claim: Claim | null = null
  try {
    claim = readClaim(request, { maxOctets, maxParameters })
    checks.requireAcceptedMethod(claim, signatureMethods)
    checks.requireFreshTimestamp(claim, clock)
  } catch (error) {
    return refusal(error, claim, {})
  }
  // What a lookup throws is an error of the server, and not a verdict.
  const checked = await lookUp(claim, verifier)
  try {
    checks.requireSignature(checked)
    checks.requireBodyHash(claim)
    checks.requireGoodToken(checked)
    // Read again: a lookup may take longer than the store keeps a nonce.
    await checks.requireNewNonce(claim, replayStore, { time: now(), window })
  } catch (error) {
    return refusal(error, claim, checked.secrets)
  }
  const { consumerKey, token, request: read } = claim
  const traced = new Traced(() => traceRequest(read, checked.secrets))
  return Object.assign(traced, { valid: true as const, consumerKey, token })
}

const VERIFIER_OPTIONS = (
  'findConsumer findToken replayStore signatureMethods allowRsa1024 allowEmptySecrets now window ' +
  'maxOctets maxParameters'
).split(' ')

/** Those that were checked once, so that a request does not pay for it again. */
const checkedVerifiers = new WeakSet<Verifier>()

function requireVerifier(verifier: Verifier): void {
  if (checkedVerifiers.has(verifier)) return
  // An instance of a class may have members of its own.
  const isPlain = Object.getPrototypeOf(Object(verifier)) === Object.prototype
  if (isPlain) requireKnownOptions('a verifier', verifier, VERIFIER_OPTIONS)
  const { findConsumer, findToken, replayStore } = Object(verifier) as Verifier
  if (typeof findConsumer !== 'function') refuseType('findConsumer', findConsumer, 'a function')
  if (typeof findToken !== 'function') refuseType('findToken', findToken, 'a function')
  const { insert } = Object(replayStore) as ReplayStore
  if (typeof insert !== 'function') refuseType('replayStore.insert', insert, 'a function')
  checkedVerifiers.add(verifier)
}

async function lookUp(claim: Claim, verifier: Verifier): Promise<checks.Checked> {
  const { consumerKey, token: key, signatureMethod } = claim
  const found = await verifier.findConsumer(consumerKey)
  const consumer = stored.readStoredConsumer(found, signatureMethod, verifier)
  const foundToken = key === null ? null : await verifier.findToken(key, consumerKey)
  const token = stored.readStoredToken(foundToken)
  const { consumerSecret = null, publicKey = null } = consumer ?? {}
  const secrets = { consumerSecret, publicKey, tokenSecret: token?.tokenSecret ?? '' }
  return { claim, consumer, token, secrets }
}

const UNAUTHORIZED = /^(?:credentials-|consumer-|token-|signature-invalid|nonce-|permission-)/
const UNUSUAL: Readonly<Record<string, Status>> = {
  'replay-store-full': 429,
  'request-too-large': 413,
  'too-many-parameters': 413,
}

function refusal(error: unknown, claim: Claim | null, secrets: Secrets): Verification {
  if (!(error instanceof CountersignError)) throw error
  const { code } = error
  // §3.2: 400 for a malformed or unsupported request, 401 for one that does not prove itself.
  const status = UNUSUAL[code] ?? (UNAUTHORIZED.test(code) ? 401 : 400)
  const isMethod = code === 'unknown-signature-method' || code === 'plaintext-exposed'
  const problem = error.problem ?? (isMethod ? 'signature_method_rejected' : 'parameter_rejected')
  const traced = new Traced(() => claim && traceRequest(claim.request, secrets))
  return Object.assign(traced, { valid: false as const, status, problem, error })
}
