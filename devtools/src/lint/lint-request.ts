/** What is wrong with credentials and requests before any signature is computed. No message holds a secret. */
import { isRsaMethod } from 'countersign/signing'
import type { DiagnoseCredentials, ObservedRequest } from '../input/index.ts'
import type { Lint } from './finding.ts'
import { lintProtocol } from './protocol.ts'

/** Everything that looks wrong; `now` is in seconds since 1970, and `null` leaves the clock out. */
export function lintRequest(
  request: ObservedRequest,
  credentials: DiagnoseCredentials,
  now: number | null,
): readonly Lint[] {
  return [
    ...lintSecrets(credentials),
    ...lintIdentity(request, credentials),
    ...lintProtocol(request, now),
  ]
}

type Check = readonly [code: string, isWrong: boolean, message: string, hint: string]

const onlyWrong = (section: string, checks: readonly Check[]): Lint[] =>
  checks.flatMap(([code, isWrong, message, hint]) =>
    isWrong ? [{ code, message, hint, section }] : [],
  )

function lintSecrets(credentials: DiagnoseCredentials): Lint[] {
  const secrets = [
    ['the consumer secret', credentials.consumerSecret],
    ['the token secret', credentials.tokenSecret],
    ['the secret of the temporary credentials', credentials.temporarySecret],
  ] as const
  return secrets.flatMap(([name, secret]) =>
    typeof secret !== 'string'
      ? []
      : onlyWrong('3.4.2', [
          [
            'secret-line-end',
            /[\r\n]$/.test(secret),
            `${name} ends with a line end`,
            'take it off: files and clipboards add one',
          ],
          [
            'secret-white-space',
            /^\s|[^\S\r\n]$/.test(secret),
            `${name} begins or ends with white space`,
            'take it off, unless it was issued so',
          ],
          [
            'secret-inner-white-space',
            /\S\s+\S/.test(secret),
            `${name} has white space inside`,
            'check that it was copied whole, and nothing else with it',
          ],
          [
            'secret-quoted',
            /^(["']).*\1$/s.test(secret),
            `${name} stands in quotes`,
            'take them off: they belong to the file, not to the secret',
          ],
          [
            'secret-percent-encoded',
            /%[0-9A-Fa-f]{2}/.test(secret),
            `${name} looks percent-encoded already`,
            'use it as it was issued: it is encoded when the key is built',
          ],
          [
            'secret-not-ascii',
            /[^\x20-\x7E\s]/.test(secret),
            `${name} holds characters that are not ASCII`,
            'check that no invisible character was copied with it',
          ],
        ]),
  )
}

/** Keys and tokens that do not belong where they are. */
function lintIdentity(
  { protocol, signatureMethod }: ObservedRequest,
  credentials: DiagnoseCredentials,
): Lint[] {
  const { consumerKey, consumerSecret, token, tokenSecret, temporarySecret } = credentials
  const [sentKey, sentToken] = [protocol.get('oauth_consumer_key'), protocol.get('oauth_token')]
  const isSame = (sent: string | undefined, known: string | null | undefined): boolean =>
    Boolean(sent) && Boolean(known) && sent === known
  const isOther = (sent: string | undefined, known: string | null | undefined): boolean =>
    Boolean(sent) && Boolean(known) && sent !== known
  const areSwapped = isSame(sentKey, token) || isSame(sentToken, consumerKey)
  const isShared = !isRsaMethod(signatureMethod)
  return onlyWrong('3.1', [
    [
      'key-and-token-swapped',
      areSwapped,
      'oauth_consumer_key and oauth_token are swapped',
      'the consumer key names the client, the token the user',
    ],
    [
      'key-is-secret',
      isSame(sentKey, consumerSecret),
      'oauth_consumer_key is the consumer secret',
      'swap key and secret, and replace the secret, for it was sent',
    ],
    [
      'token-is-secret',
      isSame(sentToken, tokenSecret),
      'oauth_token is the token secret',
      'swap token and secret, and replace them, for the secret was sent',
    ],
    [
      'other-consumer-key',
      !areSwapped && isOther(sentKey, consumerKey),
      'oauth_consumer_key is another than the one given',
      'take key and secret from the same client',
    ],
    [
      'other-token',
      !areSwapped && isOther(sentToken, token),
      'oauth_token is another than the one given',
      'take token and secret from the same reply',
    ],
    [
      'temporary-credential',
      isShared && isSame(tokenSecret ?? undefined, temporarySecret),
      'the token secret is that of the temporary credentials',
      'after the token request, use the token and the secret that came with it',
    ],
    [
      'secrets-equal',
      isShared && isSame(tokenSecret ?? undefined, consumerSecret),
      'both secrets are the same',
      'the token secret came with the token',
    ],
    [
      'token-without-secret',
      isShared && Boolean(sentToken) && !tokenSecret,
      'there is an oauth_token, and no token secret',
      'give the secret that came with the token; a few services have none',
    ],
    [
      'secret-without-token',
      isShared && !sentToken && Boolean(tokenSecret),
      'there is a token secret, and no oauth_token',
      'leave the secret out, or send the token',
    ],
    [
      'consumer-secret-empty',
      isShared && consumerSecret === '',
      'the consumer secret is empty',
      'a few services have none; most do',
    ],
  ])
}
