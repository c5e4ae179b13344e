/** The codes that the conformance runner adds to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    suite: 'invalid-suite'
    commandLine: 'usage'
  }
}

export {}
