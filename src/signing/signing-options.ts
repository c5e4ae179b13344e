/** The options of a signer, checked once and prepared for many requests. */
import { fail, optionalText, refuseType, requireKnownOptions } from './errors.ts'
import { encodeParameter, type EncodedParameter } from './form-encoding.ts'
import type { FreshOptions } from './protocol-parameters.ts'
import { type CustomSignatureMethod, isRsaMethod, prepareMethod } from './signature-methods.ts'
import type { Secrets, SignatureMethodName } from './signature-methods.ts'
import type { Transmission } from './transmission.ts'

export interface SigningOptions extends Secrets, FreshOptions {
  /** `oauth_consumer_key`, also called client identifier, API key. */ readonly consumerKey: string
  /** `oauth_token`. Defaults to `null`, which sends none. */ readonly token?: string | null
  /** Defaults to HMAC-SHA1. */
  readonly signatureMethod?: SignatureMethodName | CustomSignatureMethod
  /** Where the protocol parameters are sent. Defaults to `header`. */
  readonly transmission?: Transmission
  /** Sent first in the header, never signed. Defaults to `null`. */ readonly realm?: string | null
  /** `oauth_version`. Defaults to 1.0; `null` sends none. */ readonly version?: '1.0' | null
  /** Allows PLAINTEXT where others can read its secrets. Defaults to `false`. */
  readonly exposePlaintextSecrets?: boolean
}

/** The names of all options of a signer. */
export const SIGNING_OPTIONS: readonly string[] = (
  'consumerKey consumerSecret token tokenSecret privateKey publicKey rawKey signatureMethod ' +
  'transmission realm nonce timestamp version allowMalformedTimestamp exposePlaintextSecrets'
).split(' ')

/** The checked options, with a prepared key and the constant parameters percent-encoded. */
export interface PreparedOptions {
  readonly options: SigningOptions
  readonly method: CustomSignatureMethod
  readonly transmission: Transmission
  readonly realm: string | null
  readonly version: '1.0' | null
  /** Consumer key, token and signature method. */ readonly identity: readonly EncodedParameter[]
}

/** @throws CountersignError for options that cannot sign */
export function prepareOptions(options: SigningOptions): PreparedOptions {
  requireKnownOptions('a signer', options, SIGNING_OPTIONS)
  const { signatureMethod = 'HMAC-SHA1', transmission = 'header', version = '1.0' } = options
  const consumerKey = optionalText('consumerKey', options.consumerKey)
  const token = optionalText('token', options.token)
  // §3.1: oauth_consumer_key is required. RFC silent: an empty one identifies no client.
  if (!consumerKey)
    fail('missing-credential', '3.1', '"consumerKey" is missing', 'it is never empty')
  const isShared = typeof signatureMethod === 'string' && !isRsaMethod(signatureMethod)
  if (isShared && token && options.tokenSecret === undefined) {
    fail('missing-credential', '3.4.2', '"tokenSecret" is missing', 'give null if there is none')
  }
  if (version !== null && version !== '1.0') refuseType('version', version, '"1.0", or null')
  const method = prepareMethod(signatureMethod, options)
  const identity = [encodeParameter(['oauth_consumer_key', consumerKey])]
  if (token !== null) identity.push(encodeParameter(['oauth_token', token]))
  identity.push(encodeParameter(['oauth_signature_method', method.name]))
  const realm = optionalText('realm', options.realm)
  return { options: { ...options }, method, transmission, realm, version, identity }
}
