/** The name of a signature method, the caller's own included. */
import type { SigningOptions } from '../signing/index.ts'

/** As `oauth_signature_method` has it. */
export function methodName({
  signatureMethod = 'HMAC-SHA1',
}: Pick<SigningOptions, 'signatureMethod'>): string {
  return typeof signatureMethod === 'string' ? signatureMethod : signatureMethod.name
}
