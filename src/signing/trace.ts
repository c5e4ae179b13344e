/** The trace of a signature: every stage on the way, for people and programs to look at. It holds no secret. */
import { isSigned, type RequestParameter } from './request-parameters.ts'
import { type Secrets, sharedKey } from './signature-methods.ts'

export interface Trace {
  /** The request's URL as it goes on the wire, before the protocol parameters are added. */
  readonly url: string
  /** The header's realm, which is never signed. */
  readonly realm: string | null
  /** The parameters that are signed, in the order in which they were found. */
  readonly parameters: readonly RequestParameter[]
  readonly baseStringUri: string
  readonly normalizedParameters: string
  readonly signatureBaseString: string
  readonly signatureMethod: string
  /** The shape of a shared key, as in `****%**&`: a star for each character, escapes and the `&` in view. */
  readonly signingKey: string
  /** `oauth_signature`; masked for PLAINTEXT, where it is the key. */
  readonly signature: string
}

/** Takes out what is secret or not signed, and adds the shape of the key. */
export function buildTrace(stages: Omit<Trace, 'signingKey'>, secrets: Secrets): Trace {
  const isShared = /^(HMAC|PLAINTEXT)/.test(stages.signatureMethod) && typeof secrets.consumerSecret === 'string'
  return {
    ...stages,
    parameters: stages.parameters.filter(isSigned),
    signingKey: isShared ? sharedKey(secrets).replace(/[^%&]/g, '*') : 'a key pair',
    signature: stages.signatureMethod === 'PLAINTEXT' ? '***' : stages.signature,
  }
}
