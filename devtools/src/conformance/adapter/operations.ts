/** The operations of the adapter protocol, on the public functions of countersign. */
import {
  type ProtocolCredentials,
  type ProtocolRequest,
  type ProtocolText,
  toOctets,
  toPairs,
} from '../../input/index.ts'
import {
  baseStringUri,
  type HeaderList,
  normalizeParameters,
  parseAuthorizationHeader,
  percentEncode,
  type RequestToSign,
  requireSignatureMethod,
  SIGNATURE_METHODS,
  type SigningOptions,
  signRequest,
  type WireRequest,
} from 'countersign/signing'
import { createMemoryReplayStore, type ReplayStore, verifyRequest } from 'countersign/server'

/** The input of `verify`. Octets that are not text are `{ "hex": "…" }`. */
export interface ProtocolVerification {
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers?: HeaderList
    readonly body?: ProtocolText | null
  }
  readonly credentials: ProtocolCredentials
  readonly now?: number
}

/** Converts a request of the protocol to the arguments of `signRequest`. */
function toSigning(input: ProtocolRequest): [RequestToSign, SigningOptions] {
  const {
    method,
    url,
    headers = [],
    body = null,
    callback = null,
    verifier = null,
    extra = [],
  } = input
  const signatureMethod = requireSignatureMethod(input.signatureMethod)
  const fresh = { ...given('nonce', input.nonce), ...given('timestamp', input.timestamp) }
  const absent = signatureMethod === 'PLAINTEXT' ? { nonce: null, timestamp: null } : {}
  const { version = null, realm = null, credentials } = input
  return [
    {
      method,
      url,
      headers,
      body: body === null ? null : toOctets(body),
      callback,
      verifier,
      extra: toPairs(extra),
    },
    // Some published examples sign a word as timestamp.
    {
      ...credentials,
      signatureMethod,
      // src/signing refuses every other version.
      version: version as '1.0' | null,
      realm,
      allowMalformedTimestamp: true,
      ...absent,
      ...fresh,
    },
  ]
}

const given = (name: string, value: string | null | undefined): Record<string, string> =>
  value === null || value === undefined ? {} : { [name]: value }

function sign(input: ProtocolRequest): Record<string, string> {
  const [request, options] = toSigning(input)
  const { headers, trace } = signRequest(request, options)
  const authorizationHeader = headers.at(-1)![1]
  const signature = parseAuthorizationHeader(authorizationHeader).parameters.find(
    ([name]) => name === 'oauth_signature',
  )
  const { baseStringUri, normalizedParameters, signatureBaseString, url } = trace
  return {
    signature: String(signature?.[1]),
    baseStringUri,
    normalizedParameters,
    signatureBaseString,
    authorizationHeader,
    ...(url === input.url ? {} : { url }),
  }
}

function signatureBaseString(input: ProtocolRequest): Record<string, string> {
  const [request, options] = toSigning(input)
  // A base string needs no key.
  const keyless = { name: input.signatureMethod, sign: () => '' }
  return {
    signatureBaseString: signRequest(request, { ...options, signatureMethod: keyless }).trace
      .signatureBaseString,
  }
}

/**
 * Verifies a request with a replay store, and returns the verdict in the format of the protocol.
 */
export async function verifyWith(
  replayStore: ReplayStore,
  { request, credentials, now }: ProtocolVerification,
): Promise<Record<string, unknown>> {
  const { consumerKey, token, tokenSecret } = credentials
  const body = request.body ?? null
  const arrived: WireRequest = {
    headers: [],
    ...request,
    body: body === null ? null : toOctets(body),
  }
  const verdict = await verifyRequest(arrived, {
    findConsumer: (key) => (key === consumerKey ? credentials : null),
    findToken: (key) => (key === token ? { tokenSecret: tokenSecret ?? '' } : null),
    replayStore,
    // The suite tests all of RFC 5849, including methods and keys that are refused by default.
    signatureMethods: SIGNATURE_METHODS,
    allowRsa1024: true,
    allowEmptySecrets: true,
    ...(now === undefined ? {} : { now: () => now }),
  })
  if (verdict.valid) return { valid: true }
  // The suite uses the problem names of the Problem Reporting extension.
  return {
    valid: false,
    reason: verdict.problem === 'credentials_absent' ? 'parameter_absent' : verdict.problem,
  }
}

/** The operations by name. @throws CountersignError for refused input */
export const operations: Readonly<Record<string, (input: never) => unknown>> = {
  percentEncode: ({ text }: { text: ProtocolText }) => ({ encoded: percentEncode(toOctets(text)) }),
  baseStringUri: ({ url }: { url: string }) => ({ baseStringUri: baseStringUri(url) }),
  normalizeParameters: ({
    parameters,
  }: {
    parameters: readonly (readonly [ProtocolText, ProtocolText])[]
  }) => ({
    normalizedParameters: normalizeParameters(toPairs(parameters)),
  }),
  signatureBaseString,
  sign,
  verify: (input: ProtocolVerification) => verifyWith(createMemoryReplayStore(), input),
}
