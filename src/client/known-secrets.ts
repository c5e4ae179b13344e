/** What a message is not to repeat, should a server send it back. */
import { isSecretName } from '../internal/index.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'
import type { TokenCredentials } from './token-credentials.ts'

/** The secrets that a request is signed by, or carries in its protocol parameters. */
export function knownSecrets(
  { consumerSecret }: Pick<SessionOptions, 'consumerSecret'>,
  { tokenSecret, sessionHandle }: TokenCredentials,
  { verifier, extra = [] }: RequestProtocol = {},
): string[] {
  const values = extra.map(([, value]) => value)
  return [consumerSecret, tokenSecret, sessionHandle, verifier, ...values].filter(
    (secret) => typeof secret === 'string',
  )
}

/** The values of parameters whose names say that they are secrets, such as `x_auth_password`. */
export function namedSecrets(
  parameters: readonly (readonly [name: string, value: string])[],
): string[] {
  return parameters.filter(([name]) => isSecretName(name)).map(([, value]) => value)
}
