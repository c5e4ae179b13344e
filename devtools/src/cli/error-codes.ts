/** The error codes that the command adds to `ErrorCode`. */
declare module 'countersign/signing' {
  interface ErrorCodes {
    profile: 'credentials-not-stored'
    file: 'unreadable-file'
  }
}

export {}
