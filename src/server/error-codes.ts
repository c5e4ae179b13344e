/** The codes that a verifying server adds to ErrorCode when it refuses a request. */
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

export {}
