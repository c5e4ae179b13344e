/** The codes that the conformance runner adds to ErrorCode. */
declare module 'countersign/signing' {
  interface ErrorCodes {
    suite: 'invalid-suite'
    commandLine: 'usage'
  }
}

export {}
