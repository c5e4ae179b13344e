/** Signatures for servers that join the secrets to the key as they are. */
import { createHmac } from 'node:crypto'
import { type CustomSignatureMethod, fail, type Secrets, type SignatureMethodName } from '../signing/index.ts'

/** `secrets` is read at each signature. @throws CountersignError `invalid-option`: a method without a shared key */
export function rawKeyMethod(name: SignatureMethodName, secrets: Secrets): CustomSignatureMethod {
  if (name.startsWith('RSA')) fail('invalid-option', '3.4.2', `${name} has no shared key`, 'leave out rawKey')
  // §3.4.2 percent-encodes both; these servers do not.
  const key = (): string => `${secrets.consumerSecret ?? ''}&${secrets.tokenSecret ?? ''}`
  if (name === 'PLAINTEXT') return { name, sign: key }
  const digest = name.slice('HMAC-'.length).toLowerCase()
  return { name, sign: (baseString) => createHmac(digest, key()).update(baseString).digest('base64') }
}
