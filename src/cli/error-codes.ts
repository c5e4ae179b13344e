/** The codes that the command adds to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    profile: 'credentials-not-stored'
    file: 'unreadable-file'
  }
}

export {}
