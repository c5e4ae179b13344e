/** The one list of names of parameters, fields and headers whose values are secrets. */
import { foldText } from './folded-text.ts'

/** How such a name ends, in lower case: `x_auth_password`, `oauth_token_secret`, `user[password]`, `X-Api-Key`. */
const ENDINGS = [
  'password|passwd|passcode|passphrase|pwd',
  'secret|verifier|assertion|(?<![a-z])otp',
  'session[-_]?(?:handle|id|key|token)',
  '(?:access|api|auth|encryption|master|private|secret|shared|signing)[-_]?key',
  // `oauth_token` identifies credentials, and is no secret.
  '(?:access|refresh|(?<!o)auth|bearer|(?<![a-z])id|csrf|xsrf|authenticity|security)[-_]?token',
  '(?:(?<![a-z])api|(?<![a-z])app|client|device|user)[-_]?token',
  '^token',
  '(?<![a-z])pass',
  '^(?:set-)?cookie',
  '^proxy-authorization',
]
const SECRET_NAME = new RegExp(`(?:${ENDINGS.join('|')})(?:\\]|\\[[0-9]{0,9}\\])?$`)

/** The end of a name decides, so no name takes long. */
const LONGEST = 200

/** Whether the value under a name is a secret. Names are compared decoded, and in any case of letters. */
export function isSecretName(name: string): boolean {
  return isFoldedSecretName(foldText(name.slice(-LONGEST)).text)
}

/** The same for a name that is folded already. */
export const isFoldedSecretName = (folded: string): boolean => SECRET_NAME.test(folded)
