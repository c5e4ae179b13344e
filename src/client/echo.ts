/** OAuth Echo: a signature that a user hands on, so that a third service can ask the server who the user is. */
import { fail } from '../signing/index.ts'
import { methodName } from './method-name.ts'
import { correctsClock } from './next-attempt.ts'
import type { SessionParts } from './session-parts.ts'

export interface EchoOptions {
  /** The method that the service is to use. Defaults to GET. */
  readonly method?: string
  /** In place of the session's. */
  readonly realm?: string | null
}

/** Pairs, as `fetch` takes headers. */
export type EchoHeaders = [
  ['X-Auth-Service-Provider', url: string],
  ['X-Verify-Credentials-Authorization', authorization: string],
]

/** @throws CountersignError `plaintext-exposed`, and for a request that cannot be signed */
export async function signEcho(
  { options, signer, clock }: SessionParts,
  url: string,
  { method = 'GET', realm = options.realm ?? null }: EchoOptions,
): Promise<EchoHeaders> {
  if (methodName(options) === 'PLAINTEXT') {
    fail(
      'plaintext-exposed',
      '3.4.4',
      'PLAINTEXT would hand its secrets to the other service',
      'choose an HMAC or RSA',
    )
  }
  const offset = correctsClock(options) ? clock.offset(url) : 0
  const wire = await signer
    .create({ transmission: 'header', realm }, offset)
    .signAsync({ method, url })
  return [
    ['X-Auth-Service-Provider', wire.url],
    ['X-Verify-Credentials-Authorization', wire.headers.at(-1)![1]],
  ]
}
