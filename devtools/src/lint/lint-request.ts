/** Checks credentials, and runs the checks of the request. No message contains a secret. */
import { isRsaMethod } from 'countersign/signing'
import type { DiagnoseCredentials, ObservedRequest } from '../input/index.ts'
import type { Lint } from './finding.ts'
import { lintProtocol } from './protocol.ts'

/**
 * The warnings for a request.
 *
 * @param now in seconds since 1970; `null` skips the check of the timestamp
 */
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
            `${name} ends with a line break`,
            'remove it: files and clipboards often add one',
          ],
          [
            'secret-white-space',
            /^\s|[^\S\r\n]$/.test(secret),
            `${name} begins or ends with white space`,
            'remove it if the secret was issued without it',
          ],
          [
            'secret-inner-white-space',
            /\S\s+\S/.test(secret),
            `${name} contains white space`,
            'check that the secret was copied completely and without other text',
          ],
          [
            'secret-quoted',
            /^(["']).*\1$/s.test(secret),
            `${name} is enclosed in quotes`,
            'remove them: they belong to the syntax of the file, not to the secret',
          ],
          [
            'secret-percent-encoded',
            /%[0-9A-Fa-f]{2}/.test(secret),
            `${name} looks percent-encoded`,
            'use the secret as it was issued: the signer encodes it when it builds the key',
          ],
          [
            'secret-not-ascii',
            /[^\x20-\x7E\s]/.test(secret),
            `${name} contains non-ASCII characters`,
            'check that the secret was copied without invisible characters',
          ],
        ]),
  )
}

/** Checks that key, token and secrets are not swapped or mixed up. */
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
      'send the consumer key of the client as oauth_consumer_key, and the token as oauth_token',
    ],
    [
      'key-is-secret',
      isSame(sentKey, consumerSecret),
      'oauth_consumer_key is the consumer secret',
      'send the consumer key, and replace the secret, because it was sent',
    ],
    [
      'token-is-secret',
      isSame(sentToken, tokenSecret),
      'oauth_token is the token secret',
      'send the token, and replace the token and its secret, because the secret was sent',
    ],
    [
      'other-consumer-key',
      !areSwapped && isOther(sentKey, consumerKey),
      'oauth_consumer_key differs from the given consumer key',
      'use the key and the secret of the same client',
    ],
    [
      'other-token',
      !areSwapped && isOther(sentToken, token),
      'oauth_token differs from the given token',
      'use the token and the secret of the same response',
    ],
    [
      'temporary-credential',
      isShared && isSame(tokenSecret ?? undefined, temporarySecret),
      'the token secret is the secret of the temporary credentials',
      'after the token request, use the token and the secret of its response',
    ],
    [
      'secrets-equal',
      isShared && isSame(tokenSecret ?? undefined, consumerSecret),
      'the consumer secret and the token secret are equal',
      'use the token secret that came with the token',
    ],
    [
      'token-without-secret',
      isShared && Boolean(sentToken) && !tokenSecret,
      'the request has an oauth_token, but no token secret was given',
      'pass the secret that came with the token; a few services issue none',
    ],
    [
      'secret-without-token',
      isShared && !sentToken && Boolean(tokenSecret),
      'a token secret was given, but the request has no oauth_token',
      'leave out the token secret, or send the token',
    ],
    [
      'consumer-secret-empty',
      isShared && consumerSecret === '',
      'the consumer secret is empty',
      'check the consumer secret: only a few services issue none',
    ],
  ])
}
