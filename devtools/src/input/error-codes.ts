/** The error codes that `explain` and `diagnose` add to `ErrorCode`. */
declare module 'countersign/signing' {
  interface ErrorCodes {
    input: 'unreadable-base-string' | 'unreadable-input' | 'input-too-large' | 'file-not-read'
    signed: 'missing-parameter' | 'missing-signature'
  }
}

export {}
