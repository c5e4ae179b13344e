/** Calls that log a user in, or renew a login, and need more care than calls to an API. RFC 5849 §2 */
import type { RequestProtocol } from './session-options.ts'

/** Whether a call goes to a credential endpoint: its body is not hashed, no redirect followed, nothing tried on a chance. */
export function isCredentialsCall({ callback, verifier, extra = [] }: RequestProtocol): boolean {
  return (
    callback != null || verifier != null || extra.some(([name]) => name === 'oauth_session_handle')
  )
}
