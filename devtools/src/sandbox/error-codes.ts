/** The codes that the sandbox adds to ErrorCode. */
declare module 'countersign/signing' {
  interface ErrorCodes {
    arrival: 'invalid-target' | 'misdirected-request'
    server: 'port-unavailable' | 'server-busy'
  }
}

export {}
