/** Verifies requests, RFC 5849 §3.2. Built on src/signing. */
export * from './replay-store.ts'
export type { StoredConsumer, StoredToken } from './stored-credentials.ts'
export * from './verify-request.ts'

/** The codes that this folder adds to `ErrorCode`. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    refusedMethod: 'signature-method-rejected' | 'version-rejected'
    refusedClient: 'credentials-absent' | 'consumer-key-unknown' | 'signature-invalid'
    refusedToken: 'token-rejected' | 'token-expired' | 'token-revoked' | 'token-used'
    refusedPermission: 'permission-denied' | 'permission-unknown' | 'verifier-invalid'
    refusedParameter: 'parameter-absent' | 'parameter-rejected'
    replay: 'timestamp-refused' | 'nonce-used' | 'replay-store-full'
    limit: 'request-too-large' | 'too-many-parameters'
  }
}
