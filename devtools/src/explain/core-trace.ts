/**
 * Runs src/signing on an observed request: its trace, its parameters, and whether its signature is
 * correct.
 */
import {
  collectParameters,
  CountersignError,
  formatAuthorizationHeader,
  isRsaMethod,
  isSignature,
  type Parameter,
  prepareSign,
  type RequestParameter,
  SIGNATURE_METHODS,
  type SignatureMethodName,
  type Trace,
  traceRequest,
  type WireRequest,
} from 'countersign/signing'
import { type DiagnoseCredentials, type ObservedRequest, publicKeyOf } from '../input/index.ts'

type SharedSecrets = Required<Pick<DiagnoseCredentials, 'consumerSecret' | 'tokenSecret'>>

/**
 * The trace of a request, with or without oauth_signature.
 *
 * @throws CountersignError `missing-parameter`: the request has no oauth_signature_method, §3.1;
 *   and the codes of `verifyRequest` for a malformed request
 */
export function traceObserved(request: ObservedRequest, credentials: DiagnoseCredentials): Trace {
  if (!request.protocol.has('oauth_signature_method')) {
    throw new CountersignError('missing-parameter', 'the request has no oauth_signature_method', {
      section: '3.1',
      hint: 'paste the request as it was sent, with its Authorization header',
      names: ['oauth_signature_method'],
    })
  }
  const header = request.protocol.has('oauth_signature')
    ? request.header
    : [...request.header, ['oauth_signature', ''] as const]
  return traceRequest(toWire(request, header), sharedSecrets(credentials))
}

/** All parameters, including oauth_signature, in the order header, query, body. */
export const parametersOf = (request: ObservedRequest): readonly RequestParameter[] =>
  collectParameters(toWire(request, request.header))

/** The signature with these secrets. `null` without secrets, for RSA, and for an unknown method. */
export function computeSignature(trace: Trace, credentials: DiagnoseCredentials): string | null {
  const method = knownMethod(trace)
  if (method === null || isRsaMethod(method) || typeof credentials.consumerSecret !== 'string')
    return null
  return prepareSign(method, sharedSecrets(credentials))(trace.signatureBaseString)
}

/**
 * Whether the signature of the request is correct. `null` without the secrets or the key, and for
 * an unknown method.
 *
 * @throws CountersignError `unusable-key`
 */
export function isRight(
  trace: Trace,
  { signature }: ObservedRequest,
  credentials: DiagnoseCredentials,
): boolean | null {
  const method = knownMethod(trace)
  if (method === null || signature === null) return null
  const secrets = isRsaMethod(method)
    ? { publicKey: publicKeyOf(credentials) }
    : sharedSecrets(credentials)
  const hasKey =
    'publicKey' in secrets ? secrets.publicKey !== null : secrets.consumerSecret !== null
  return hasKey ? isSignature(method, secrets, trace.signatureBaseString, signature) : null
}

const knownMethod = ({ signatureMethod }: Trace): SignatureMethodName | null =>
  SIGNATURE_METHODS.find((method) => method === signatureMethod) ?? null

const sharedSecrets = ({
  consumerSecret = null,
  tokenSecret = null,
}: DiagnoseCredentials): SharedSecrets => ({
  consumerSecret,
  tokenSecret,
})

/**
 * Builds the Authorization header, because protocol parameters may be given without it. Omits realm
 * (not signed).
 */
function toWire(
  { method, url, headers, hostHeader, body }: ObservedRequest,
  parameters: readonly Parameter[],
): WireRequest {
  const replaced = ['authorization', 'host']
  const others = headers.filter(([name]) => !replaced.includes(name.toLowerCase()))
  if (hostHeader !== null) others.push(['Host', hostHeader])
  if (parameters.length === 0) return { method, url, headers: others, body }
  const authorization = formatAuthorizationHeader({ realm: null, parameters })
  return { method, url, headers: [...others, ['Authorization', authorization]], body }
}
