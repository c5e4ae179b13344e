/** The codes that the sandbox adds to ErrorCode. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    arrival: 'body-too-long' | 'invalid-target' | 'misdirected-request'
    server: 'port-unavailable' | 'server-busy'
  }
}

export {}
