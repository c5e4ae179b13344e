/** OAuth Echo: headers by which another service verifies a user with the server of a session. */
import type { OptionKinds } from '../internal/index.ts'
import { fail } from '../signing/index.ts'
import type { SessionParts } from './exchange/call.ts'
import { correctsClock } from './exchange/clock.ts'
import { methodName } from './request/body-hash.ts'

export interface EchoOptions {
  /**
   * The method of the service's request.
   *
   * @default 'GET'
   */
  readonly method?: string
  /** Defaults to the realm of the session. */
  readonly realm?: string | null
}

export const ECHO_OPTIONS: OptionKinds<EchoOptions> = { method: 'text', realm: 'text' }

/** Pairs of name and value, which the option `headers` of `fetch` takes. */
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
      'PLAINTEXT would give its secrets to the other service',
      'choose an HMAC or RSA method',
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
