/** The codes that the sandbox adds to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    arrival: 'invalid-target' | 'misdirected-request'
    server: 'port-unavailable' | 'server-busy'
  }
}

export {}
