/** A call that waits for a renewal, which may take longer than the call has. */
import { untilAborted } from '../internal/index.ts'
import type { Call } from './signed-fetch.ts'
import { TransportError } from './transport-error.ts'

/** @throws TransportError `timeout`, which names the renewal; what a renewal throws; the reason of the caller */
export async function untilRenewed<Value>(
  { wanted, signal, timeout }: Call,
  renew: () => Promise<Value>,
): Promise<Value> {
  try {
    return await untilAborted(signal, renew)
  } catch (error) {
    const isTimeUp = signal?.aborted === true && error === signal.reason && error !== wanted?.reason
    throw isTimeUp ? renewalTimeout(timeout!) : error
  }
}

/** @param limit in milliseconds */
export function renewalTimeout(limit: number): TransportError {
  return new TransportError(
    'timeout',
    `the renewal of the token did not end within ${limit} ms`,
    null,
    {
      hint: 'what do "renew", "onRenewed" and "reloadCredentials" wait for? The timeout option gives them more time',
    },
  )
}
