/** Explaining a signature: every stage on the way from a request to it, in words and in data. It holds no secret. */
import { redactor } from '../internal/index.ts'
import type { DiagnoseCredentials } from './diagnosis.ts'
import { keyringOf, publicKeyOf, secretsOf } from './credentials.ts'
import { explainKey, type ExplainedKey } from './explain-key.ts'
import { type ExplainedParameter, explainParameters } from './explain-parameters.ts'
import { explainUri, type Remark } from './explain-uri.ts'
import { lintRequest } from './lint.ts'
import type { Lint } from './lint-finding.ts'
import type { InputKind, ObservedRequest } from './observed-request.ts'
import { encodeParts, runKey, runParts, runSignature } from './pipeline.ts'
import { rfcPlan } from './rfc-plan.ts'
import { verifiesRsa } from './targets.ts'

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
  /** In the order in which they were found; `position` is their place once sorted, from 1. */
  readonly parameters: readonly ExplainedParameter[]
  /** What was not collected at all, and why. */
  readonly leftOut: readonly Remark[]
  readonly sort: readonly Remark[]
  readonly normalizedParameters: string
  /** `null` for PLAINTEXT, which signs nothing. */
  readonly signatureBaseString: string | null
  readonly signatureMethod: string
  readonly key: ExplainedKey
  readonly signature: {
    /** What RFC 5849 gives; `null` without secrets, for RSA, and for PLAINTEXT, whose signature is its key. */
    readonly computed: string | null
    readonly observed: string | null
    readonly matches: boolean | null
    readonly section: string
  }
}

/**
 * Explains how the signature of a request comes to be; with no secrets, as far as the base string.
 *
 * @param now seconds since 1970, for the check of the timestamp; `null` leaves it out
 */
export function explain(
  request: ObservedRequest,
  credentials: DiagnoseCredentials = {},
  now: number | null = null,
): Explanation {
  const { signatureMethod, signature, method, notes } = request
  const plan = rfcPlan(signatureMethod)
  const texts = runParts(plan, request)
  const encoded = encodeParts(plan, texts)
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const baseString = plan.assemble(encoded.method, encoded.uri, encoded.parameters)
  const { parameters, leftOut, sort } = explainParameters(request)
  const explanation: Explanation = {
    input: { kind: request.kind, method, url: givenUrl(request), notes },
    lint: lintRequest(request, credentials, now),
    method: { given: method, signed: texts.method, encoded: encoded.method },
    uri: { given: givenUrl(request), signed: texts.uri, encoded: encoded.uri, remarks: explainUri(request) },
    parameters,
    leftOut,
    sort,
    normalizedParameters: texts.parameters,
    signatureBaseString: isPlaintext ? null : baseString,
    signatureMethod,
    key: explainKey(signatureMethod, credentials),
    signature: {
      ...judge(request, credentials, baseString),
      observed: isPlaintext && signature !== null ? '***' : signature,
    },
  }
  return redactor(secretsOf(request, credentials))(explanation)
}

/** The URL as it was given, without what must not be shown. */
function givenUrl({ typed }: ObservedRequest): string {
  const { scheme, host, port, path, query, fragment, userinfo } = typed
  const authority = `${userinfo === null ? '' : '***@'}${host}${port === null ? '' : `:${port}`}`
  return `${scheme}://${authority}${path}${query === null ? '' : `?${query}`}${fragment === null ? '' : `#${fragment}`}`
}

type Judgement = Pick<Explanation['signature'], 'computed' | 'matches' | 'section'>

function judge(request: ObservedRequest, credentials: DiagnoseCredentials, baseString: string): Judgement {
  const { signatureMethod, signature } = request
  if (signatureMethod.startsWith('RSA')) {
    const key = publicKeyOf(credentials)
    return {
      computed: null,
      matches: key === null || signature === null ? null : verifiesRsa(request.signatureMethod, baseString, signature, key),
      section: '3.4.3',
    }
  }
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const section = isPlaintext ? '3.4.4' : '3.4.2'
  if (typeof credentials.consumerSecret !== 'string') return { computed: null, matches: null, section }
  const plan = rfcPlan(signatureMethod)
  const computed = runSignature(plan, baseString, runKey(plan, keyringOf(credentials)))
  return {
    computed: isPlaintext ? null : computed,
    matches: signature === null ? null : signature === computed,
    section,
  }
}
