/**
 * The `diagnose` operation of the adapter protocol. It redacts nothing, because test vectors are
 * public.
 */
import type { Parameter } from 'countersign/signing'
import { diagnoseUnredacted } from './diagnose.ts'
import {
  type ObservedRequest,
  observeRequest,
  type ProtocolRequest,
  toOctets,
  toPairs,
} from '../input/index.ts'

/** A request of the adapter protocol with its observed signature. */
export interface ProtocolDiagnosisInput extends ProtocolRequest {
  readonly signature: string
  readonly theirBaseString?: string | null
}

export type ProtocolDiagnosis =
  | { readonly matches: true }
  | {
      readonly matches: false
      readonly findings: readonly {
        readonly deviations: readonly string[]
        readonly signatureBaseString: string | null
      }[]
    }

/** @throws CountersignError the codes of `diagnose` */
export function diagnoseProtocol(input: ProtocolDiagnosisInput): ProtocolDiagnosis {
  const { credentials, signature } = input
  const diagnosis = diagnoseUnredacted({
    request: observeProtocolRequest(input),
    credentials,
    theirBaseString: input.theirBaseString ?? null,
    signature,
  })
  if (diagnosis.matches) return { matches: true }
  return {
    matches: false,
    findings: diagnosis.findings.map(({ deviations, signatureBaseString }) => ({
      deviations,
      signatureBaseString,
    })),
  }
}

/** The request that a signer sends for an input of the adapter protocol. */
export function observeProtocolRequest(input: ProtocolDiagnosisInput): ObservedRequest {
  const {
    method,
    url,
    headers = [],
    body = null,
    credentials,
    signatureMethod,
    realm = null,
    extra = [],
    signature,
  } = input
  const named: readonly (readonly [string, string | null | undefined])[] = [
    ['oauth_consumer_key', credentials.consumerKey],
    ['oauth_token', credentials.token],
    ['oauth_signature_method', signatureMethod],
    ['oauth_version', input.version],
    ['oauth_timestamp', input.timestamp],
    ['oauth_nonce', input.nonce],
    ['oauth_callback', input.callback],
    ['oauth_verifier', input.verifier],
  ]
  const protocol = [
    ...named.flatMap(([name, value]): Parameter[] =>
      value === null || value === undefined ? [] : [[name, value]],
    ),
    ...toPairs(extra),
    ['oauth_signature', signature] as const,
  ]
  return {
    ...observeRequest({
      method,
      url,
      headers,
      body: body === null ? null : toOctets(body),
      protocol,
    }),
    realm,
    signature,
  }
}
