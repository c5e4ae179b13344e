/** The codes that the client adds to `ErrorCode`. docs/errors.md explains each of them. */
declare module '../signing/errors.ts' {
  interface ErrorCodes {
    transport: 'connection-failed' | 'timeout' | 'reply-too-large'
    answer: 'request-refused' | 'credentials-refused' | 'invalid-reply'
    renewal: 'invalid-credentials'
    content: 'body-too-large' | 'invalid-parameter' | 'unportable-request' | 'unsigned-form'
    bodyHash: 'unhashable-body' | 'unknown-body-hash'
    redirect:
      | 'redirect-cross-origin'
      | 'redirect-downgrade'
      | 'redirect-form'
      | 'redirect-invalid'
      | 'redirect-limit'
      | 'redirect-not-followed'
      | 'redirect-plaintext'
      | 'redirect-unreplayable'
  }
}

export {}
