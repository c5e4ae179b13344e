/**
 * Explains how the signature of a request is computed, stage by stage. The result contains no
 * secret.
 */
import { MASK, redactor } from 'countersign/internal'
import { isRsaMethod, percentDecode } from 'countersign/signing'
import {
  type DiagnoseCredentials,
  type InputKind,
  type ObservedRequest,
  secretsOf,
  splitBaseString,
} from '../input/index.ts'
import { computeSignature, isRight, traceObserved } from './core-trace.ts'
import { explainKey, type ExplainedKey } from './key.ts'
import { type ExplainedParameter, explainParameters } from './parameters.ts'
import { explainUri, type Remark } from './uri.ts'
import { type Lint, lintRequest } from '../lint/index.ts'

export interface Explanation {
  readonly input: {
    readonly kind: InputKind
    readonly method: string
    readonly url: string
    readonly notes: readonly string[]
  }
  readonly lint: readonly Lint[]
  readonly method: { readonly given: string; readonly signed: string; readonly encoded: string }
  readonly uri: {
    readonly given: string
    readonly signed: string
    readonly encoded: string
    readonly remarks: readonly Remark[]
  }
  /** In the order query, body, header. `position` is the position after sorting, from 1. */
  readonly parameters: readonly ExplainedParameter[]
  /** The parts of the request that are not signed, and why. */
  readonly leftOut: readonly Remark[]
  readonly sort: readonly Remark[]
  readonly normalizedParameters: string
  /** `null` for PLAINTEXT, which has no base string. */
  readonly signatureBaseString: string | null
  readonly signatureMethod: string
  readonly key: ExplainedKey
  readonly signature: {
    /**
     * The correct signature. `null` without secrets, for RSA, and for PLAINTEXT, whose signature is
     * the key.
     */
    readonly computed: string | null
    readonly observed: string | null
    readonly matches: boolean | null
    readonly section: string
  }
}

/**
 * Explains how the signature of a request is computed, from the trace of src/signing. Without
 * secrets, the explanation ends with the base string.
 *
 * @param now in seconds since 1970, for the check of the timestamp. Defaults to `null`, which skips
 *   the check
 * @throws CountersignError `missing-parameter`: the request has no oauth_signature_method;
 *   `unusable-key`; and the codes of `verifyRequest` for a malformed request, such as
 *   `invalid-body`
 */
export function explain(
  request: ObservedRequest,
  credentials: DiagnoseCredentials = {},
  now: number | null = null,
): Explanation {
  const { signature, method, notes } = request
  const trace = traceObserved(request, credentials)
  const { signatureMethod, normalizedParameters, baseStringUri, signatureBaseString } = trace
  const encoded = splitBaseString(signatureBaseString)!
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const { parameters, leftOut, sort } = explainParameters(request, trace)
  const explanation: Explanation = {
    input: { kind: request.kind, method, url: givenUrl(request), notes },
    lint: lintRequest(request, credentials, now),
    method: {
      given: method,
      signed: String(percentDecode(encoded.method)),
      encoded: encoded.method,
    },
    uri: {
      given: givenUrl(request),
      signed: baseStringUri,
      encoded: encoded.uri,
      remarks: explainUri(request, baseStringUri),
    },
    parameters,
    leftOut,
    sort,
    normalizedParameters,
    signatureBaseString: isPlaintext ? null : signatureBaseString,
    signatureMethod,
    key: explainKey(trace, credentials),
    signature: {
      computed: isPlaintext ? null : computeSignature(trace, credentials),
      observed: isPlaintext && signature !== null ? MASK : signature,
      matches: isRight(trace, request, credentials),
      section: sectionOf(signatureMethod),
    },
  }
  return redactor(secretsOf(request, credentials))(explanation)
}

const sectionOf = (signatureMethod: string): string =>
  signatureMethod === 'PLAINTEXT' ? '3.4.4' : isRsaMethod(signatureMethod) ? '3.4.3' : '3.4.2'

/** The URL as given, with user name and password masked. */
function givenUrl({ typed }: ObservedRequest): string {
  const { scheme, host, port, path, query, fragment, userinfo } = typed
  const authority = `${userinfo === null ? '' : '***@'}${host}${port === null ? '' : `:${port}`}`
  return `${scheme}://${authority}${path}${query === null ? '' : `?${query}`}${fragment === null ? '' : `#${fragment}`}`
}
