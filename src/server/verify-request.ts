/** Verifies a request, RFC 5849 §3.2: cheap checks come first, and the nonce is stored last. */
import { CountersignError, currentTimestamp, refuseType } from '../signing/index.ts'
import { requireKnownOptions, SIGNATURE_METHODS, type Secrets } from '../signing/index.ts'
import { type SignatureMethodName, type Trace, Traced } from '../signing/index.ts'
import { traceRequest, type WireRequest } from '../signing/index.ts'
import { type Claim, type ClaimLimits, readClaim } from './claim.ts'
import type { ReplayStore } from './replay-store.ts'
import * as stored from './stored-credentials.ts'
import * as checks from './verification-checks.ts'

type Awaitable<Value> = Value | Promise<Value>

/** The lookups of a server, its replay store, and its policy. */
export interface Verifier extends stored.CredentialPolicy, Partial<ClaimLimits> {
  /** Finds a client. A result without a usable secret or key means an unknown client. */
  findConsumer(consumerKey: string): Awaitable<stored.StoredConsumer | null | undefined>
  /** Finds a token of this client. A result without a secret means an unknown token. */
  findToken(token: string, consumerKey: string): Awaitable<stored.StoredToken | null | undefined>
  readonly replayStore: ReplayStore
  /** The accepted methods. Defaults to all except PLAINTEXT. */
  readonly signatureMethods?: readonly SignatureMethodName[]
  /** Seconds since 1970. Defaults to the system clock. */ readonly now?: () => number
  /** The allowed clock difference in both directions, in seconds. Defaults to 300. */
  readonly window?: number
}

/** The verdict on a request. The trace is computed when read. `problem` is an `oauth_problem`. */
export type Verification =
  | { valid: true; consumerKey: string; token: string | null; trace: Trace }
  | { valid: false; status: Status; problem: string; error: CountersignError; trace: Trace | null }

type Status = 400 | 401 | 413 | 429

/**
 * Verifies a request. Its `url` is the server's own origin with the request target.
 * Answer an unknown client or token with `signature_invalid` too, to not reveal which ones exist.
 *
 * @throws CountersignError `unusable-key`, `weak-key` for stored keys; errors of the lookups
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
  // RFC silent: PLAINTEXT reveals the secrets, so a server must accept it explicitly.
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
  // An error of a lookup is an error of the server and not a verdict.
  const checked = await lookUp(claim, verifier)
  try {
    checks.requireSignature(checked)
    checks.requireBodyHash(claim)
    checks.requireGoodToken(checked)
    // Reads the clock again, because a lookup may take longer than the store keeps a nonce.
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

/** Verifiers that passed the check, so that it runs once for each. */
const checkedVerifiers = new WeakSet<Verifier>()

function requireVerifier(verifier: Verifier): void {
  if (checkedVerifiers.has(verifier)) return
  // An instance of a class may have other members.
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
const OTHER_STATUS: Readonly<Record<string, Status>> = {
  'replay-store-full': 429,
  'request-too-large': 413,
  'too-many-parameters': 413,
}

function refusal(error: unknown, claim: Claim | null, secrets: Secrets): Verification {
  if (!(error instanceof CountersignError)) throw error
  const { code } = error
  // §3.2: 400 for a malformed or unsupported request, 401 for one that does not prove itself.
  const status = OTHER_STATUS[code] ?? (UNAUTHORIZED.test(code) ? 401 : 400)
  const isMethod = code === 'unknown-signature-method' || code === 'plaintext-exposed'
  const problem = error.problem ?? (isMethod ? 'signature_method_rejected' : 'parameter_rejected')
  const traced = new Traced(() => claim && traceRequest(claim.request, secrets))
  return Object.assign(traced, { valid: false as const, status, problem, error })
}
