/** Issues token credentials and formats the reply that returns them. RFC 5849 §2.3 */
import type { Parameter } from 'countersign/signing'
import type { Answer } from '../http/answer.ts'
import { credentialsAnswer } from './answer.ts'
import type { Provider, TokenCredentials } from '../provider.ts'
import { LETTERS_AND_DIGITS, SECRET_LENGTH } from '../random-text.ts'

export function issueToken(
  consumerKey: string,
  scopes: readonly string[] | null,
  provider: Provider,
): TokenCredentials {
  const { emptyTokenSecret, tokenLifetime, renewal } = provider.behaviour
  const secret = (): string => provider.randomText(SECRET_LENGTH, LETTERS_AND_DIGITS)
  return provider.tokenCredentials.add({
    token: secret(),
    tokenSecret: emptyTokenSecret ? '' : secret(),
    consumerKey,
    scopes,
    expires: tokenLifetime === null ? null : provider.clock() + tokenLifetime,
    sessionHandle: renewal === 'handle' ? secret() : null,
    isRevoked: false,
  })
}

export function tokenAnswer(credentials: TokenCredentials, provider: Provider): Answer {
  const { token, tokenSecret, sessionHandle, scopes } = credentials
  const { tokenLifetime, replyFields } = provider.behaviour
  const fields: Parameter[] = [
    ['oauth_token', token],
    ['oauth_token_secret', tokenSecret],
    ['user_name', provider.user.name],
  ]
  if (sessionHandle !== null) fields.push(['oauth_session_handle', sessionHandle])
  if (tokenLifetime !== null) fields.push(['oauth_expires_in', String(tokenLifetime)])
  if (scopes !== null) fields.push(['scope', scopes.join(' ')])
  return credentialsAnswer([...fields, ...Object.entries(replyFields)], provider)
}
