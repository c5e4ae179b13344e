/** Deviations in how the key of HMAC and PLAINTEXT is built from the secrets, §3.4.2 and §3.4.4. */
import { catalogue, type Change, type Deviation, type Entry } from '../deviation.ts'
import type { Keyring, KeySecrets } from '../plan.ts'

const select = (selectSecrets: (keyring: Keyring) => KeySecrets): Change => ({ selectSecrets })

/** The text that a language prints for a missing value, such as None. */
const wordFor = (word: string): Entry => ({
  title: `uses the text "${word}" as the token secret if there is no token secret`,
  fix: 'use the empty string if there is no token secret',
  change: (_request, { tokenSecret }) =>
    tokenSecret === '' ? { editTokenSecret: () => word } : null,
})

type Place = 'consumer' | 'token'

const otherSecretAs =
  (place: Place, secretOf: (keyring: Keyring) => string | null | undefined): Entry['change'] =>
  (_request, keyring) => {
    const other = secretOf(keyring)
    if (!other) return null
    return select(({ consumerSecret, tokenSecret }) =>
      place === 'token' ? [consumerSecret, other] : [other, tokenSecret],
    )
  }

/**
 * Other secrets that the caller gave, such as the secret of another client or of an earlier token.
 */
const others = Object.fromEntries(
  [1, 2, 3].flatMap((index): [string, Entry][] => [
    [
      `other-secret-${index}-as-token-secret`,
      {
        title: `signs with other secret ${index} as the token secret`,
        fix: 'use the secret that came with oauth_token',
        change: otherSecretAs('token', ({ others: all }) => all[index - 1]),
      },
    ],
    [
      `other-secret-${index}-as-consumer-secret`,
      {
        title: `signs with other secret ${index} as the consumer secret`,
        fix: 'use the secret that belongs to oauth_consumer_key',
        change: otherSecretAs('consumer', ({ others: all }) => all[index - 1]),
      },
    ],
  ]),
)

export const KEY: readonly Deviation[] = catalogue(
  {
    part: 'key',
    section: '3.4.2',
    rule: 'the key is the consumer secret, "&" and the token secret, with the "&" even if a secret is empty',
  },
  {
    'ampersand-missing': {
      title: 'leaves out the "&" of the key if the token secret is empty',
      fix: 'end the key with "&" if there is no token secret',
      change: { joinKey: (consumer, token) => (token === '' ? consumer : `${consumer}&${token}`) },
      vectors: ['protocol-parameters/no-token', 'signature-methods/secrets-both-empty'],
    },
    'token-secret-missing': {
      title: 'signs with the consumer secret only',
      fix: 'append the token secret after the "&"',
      change: select(({ consumerSecret }) => [consumerSecret, '']),
    },
    'consumer-secret-missing': {
      title: 'signs with the token secret only',
      fix: 'put the consumer secret before the "&"',
      change: select(({ tokenSecret }) => ['', tokenSecret]),
    },
    'consumer-secret-alone': {
      title: 'uses the consumer secret alone as the key',
      fix: 'build the key from the consumer secret, "&" and the token secret',
      change: { joinKey: (consumer) => consumer },
    },
    'key-without-ampersand': {
      title: 'joins the secrets without "&"',
      fix: 'put "&" between the secrets',
      change: { joinKey: (consumer, token) => consumer + token },
    },
    'key-ampersand-encoded': {
      title: 'joins the secrets with %26',
      fix: 'join the secrets with an unescaped "&"',
      change: { joinKey: (consumer, token) => `${consumer}%26${token}` },
    },
    'secrets-swapped': {
      title: 'swaps the consumer secret and the token secret',
      fix: 'put the consumer secret first',
      change: select(({ consumerSecret, tokenSecret }) => [tokenSecret, consumerSecret]),
    },
    'temporary-secret-used': {
      title: 'signs with the secret of the temporary credentials',
      fix: 'after the token request, use the secret that came with the token',
      change: otherSecretAs('token', ({ temporarySecret }) => temporarySecret),
    },
    'temporary-secret-as-consumer-secret': {
      title: 'signs with the secret of the temporary credentials as the consumer secret',
      fix: 'use the secret that belongs to oauth_consumer_key',
      change: otherSecretAs('consumer', ({ temporarySecret }) => temporarySecret),
    },
    ...others,
    'consumer-key-for-secret': {
      title: 'signs with the consumer key instead of the consumer secret',
      fix: 'use the consumer secret',
      change: (_request, keyring) =>
        keyring.consumerKey === ''
          ? null
          : select(({ consumerKey, tokenSecret }) => [consumerKey, tokenSecret]),
    },
    'token-for-secret': {
      title: 'signs with the token instead of the token secret',
      fix: 'use the token secret',
      change: (_request, keyring) =>
        keyring.token === ''
          ? null
          : select(({ consumerSecret, token }) => [consumerSecret, token]),
    },
    'consumer-secret-twice': {
      title: 'uses the consumer secret as the token secret too',
      fix: 'put the token secret after the "&"',
      change: select(({ consumerSecret }) => [consumerSecret, consumerSecret]),
    },
    'empty-key': {
      title: 'signs with two empty secrets',
      fix: 'pass the secrets to the signer',
      change: select(() => ['', '']),
    },
    'undefined-for-token-secret': wordFor('undefined'),
    'null-for-token-secret': wordFor('null'),
    'none-for-token-secret': wordFor('None'),
    'nil-for-token-secret': wordFor('nil'),
  },
)
