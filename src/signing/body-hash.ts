/** The body hash extension, `oauth_body_hash` of April 2009, for the bodies that a signature does not cover. */
import { createHash } from 'node:crypto'
import { fail } from './errors.ts'

export type BodyHashAlgorithm = 'SHA-1' | 'SHA-256' | 'SHA-512'

/** The base64 of a plain hash over the body's octets; of nothing, where there is no body. Body hash §3.2 */
export function bodyHash(body: string | Uint8Array | null, algorithm: BodyHashAlgorithm): string {
  return createHash(algorithm.replace('-', '')).update(body ?? '').digest('base64')
}

/** @throws CountersignError `parameter_rejected`: with a form, or not the hash of this body. Body hash §4.2 */
export function requireBodyHash(claimed: string, body: string | Uint8Array | null, isForm: boolean): void {
  const matches = (['SHA-1', 'SHA-256', 'SHA-512'] as const).some((algorithm) => bodyHash(body, algorithm) === claimed)
  if (matches && !isForm) return
  const message = isForm ? 'oauth_body_hash came with a form, which is signed itself' : 'oauth_body_hash is not that of the body'
  fail('parameter_rejected', '3.2', message, 'hash the octets that are sent', ['oauth_body_hash'])
}
