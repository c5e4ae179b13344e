/** The names of parameters, fields and headers whose values are secrets. */
import { foldText } from './folded-text.ts'

/**
 * The endings of secret names in lower case. They match `x_auth_password`, `user[password]` and
 * `X-Api-Key`.
 */
const ENDINGS = [
  'password|passwd|passcode|passphrase|pwd',
  'secret|verifier|assertion|(?<![a-z])otp',
  'session[-_]?(?:handle|id|key|token)',
  '(?:access|api|auth|encryption|master|private|secret|shared|signing)[-_]?key',
  // `oauth_token` identifies credentials and is not a secret.
  '(?:access|refresh|(?<!o)auth|bearer|(?<![a-z])id|csrf|xsrf|authenticity|security)[-_]?token',
  '(?:(?<![a-z])api|(?<![a-z])app|client|device|user)[-_]?token',
  '^token',
  '(?<![a-z])pass',
  '^(?:set-)?cookie',
  '^proxy-authorization',
]
const SECRET_NAME = new RegExp(`(?:${ENDINGS.join('|')})(?:\\]|\\[[0-9]{0,9}\\])?$`)

/** Only the end of a name is read, in code units. This bounds the time for a long name. */
const MAX_LENGTH = 200

/**
 * Whether the value of a name is a secret. Names are compared decoded, and in any case of letters.
 */
export function isSecretName(name: string): boolean {
  return isFoldedSecretName(foldText(name.slice(-MAX_LENGTH)).text)
}

/** The same for a name that is already folded. */
export const isFoldedSecretName = (folded: string): boolean => SECRET_NAME.test(folded)
