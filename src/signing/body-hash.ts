/** The body hash extension, `oauth_body_hash` of April 2009, for the bodies that a signature does not cover. */
import { createHash } from 'node:crypto'

export const BODY_HASHES = ['SHA-1', 'SHA-256', 'SHA-512'] as const
export type BodyHashAlgorithm = (typeof BODY_HASHES)[number]

/** The base64 of a plain hash over the body's octets; of nothing, where there is no body. Body hash §3.2 */
export function bodyHash(body: string | Uint8Array | null, algorithm: BodyHashAlgorithm): string {
  return createHash(algorithm.replace('-', '')).update(body ?? '').digest('base64')
}
