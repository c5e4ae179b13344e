/** Verifies requests, RFC 5849 §3.2. Built on src/signing. */
import './error-codes.ts'

export * from './replay-store.ts'
export type { StoredConsumer, StoredToken } from './stored-credentials.ts'
export * from './verify-request.ts'
