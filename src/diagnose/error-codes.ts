/** The codes that explain and diagnose add to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    input: 'missing-signature' | 'unreadable-base-string' | 'unreadable-input'
  }
}

export {}
