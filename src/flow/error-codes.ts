/** The codes that the flow adds to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    callback: 'callback-mismatch' | 'callback-prefetched' | 'callback-unconfirmed'
    listener: 'invalid-callback' | 'listener-failed'
    endpoint: 'insecure-endpoint' | 'missing-endpoint' | 'renewal-unavailable'
    login:
      | 'authorization-denied'
      | 'invalid-pending'
      | 'login-expired'
      | 'login-spent'
      | 'login-timeout'
      | 'login-unavailable'
      | 'login-unsafe'
      | 'missing-verifier'
    preset: 'preset-gone' | 'unknown-preset'
    variable: 'invalid-variable' | 'missing-variable' | 'unknown-variable'
  }
}

export {}
