/** What a session tells of each request that it is about to send. */
import type { Trace } from '../signing/index.ts'

/** Why a request is sent: it is the first of its call, or what came of the one before asks for another. */
export type AttemptReason = 'first' | 'redirect' | 'clock' | 'nonce-used' | 'connection' | 'renewed'

export interface RequestAttempt {
  /** Within its call, from 1. */
  readonly number: number
  readonly reason: AttemptReason
  /** What the timestamp is ahead of this machine's clock, in seconds. */
  readonly clockOffset: number
  /** How the signature came to be, read when it is asked for. Verifier, session handle and password are masked in it. */
  readonly trace: Trace
}
