/** Deviations in which secrets make the key of HMAC and PLAINTEXT, §3.4.2 and §3.4.4. */
import { catalogue, type Change, type Deviation, type Entry } from '../deviation.ts'
import type { Keyring, KeySecrets } from '../plan.ts'

const picked = (pick: (keyring: Keyring) => KeySecrets): Change => ({ pick })

/** What a language writes for a value that is not there. */
const wordFor = (word: string): Entry => ({
  title: `puts the word "${word}" in place of a token secret that is not there`,
  fix: 'use the empty text where there is no token secret',
  change: (_request, { tokenSecret }) => (tokenSecret === '' ? { touchToken: () => word } : null),
})

type Place = 'consumer' | 'token'

const inPlaceOf =
  (place: Place, pick: (keyring: Keyring) => string | null | undefined): Entry['change'] =>
  (_request, keyring) => {
    const other = pick(keyring)
    if (!other) return null
    return picked(({ consumerSecret, tokenSecret }) =>
      place === 'token' ? [consumerSecret, other] : [other, tokenSecret],
    )
  }

/** Further secrets that the person has lying about: of another client, of an earlier token. */
const others = Object.fromEntries(
  [1, 2, 3].flatMap((index): [string, Entry][] => [
    [
      `other-secret-${index}-as-token-secret`,
      {
        title: `signs with further secret ${index} as the token secret`,
        fix: 'use the secret that came with oauth_token',
        change: inPlaceOf('token', ({ others: all }) => all[index - 1]),
      },
    ],
    [
      `other-secret-${index}-as-consumer-secret`,
      {
        title: `signs with further secret ${index} as the consumer secret`,
        fix: 'use the secret of oauth_consumer_key',
        change: inPlaceOf('consumer', ({ others: all }) => all[index - 1]),
      },
    ],
  ]),
)

export const KEY: readonly Deviation[] = catalogue(
  {
    part: 'key',
    section: '3.4.2',
    rule: 'the key is the consumer secret, "&" and the token secret, with the "&" even where a secret is empty',
  },
  {
    'ampersand-missing': {
      title: 'leaves the "&" of the key out where the token secret is empty',
      fix: 'end the key with "&" where there is no token secret',
      change: { joinKey: (consumer, token) => (token === '' ? consumer : `${consumer}&${token}`) },
      vectors: ['protocol-parameters/no-token', 'signature-methods/secrets-both-empty'],
    },
    'token-secret-missing': {
      title: 'signs with the consumer secret only',
      fix: 'put the token secret behind the "&"',
      change: picked(({ consumerSecret }) => [consumerSecret, '']),
    },
    'consumer-secret-missing': {
      title: 'signs with the token secret only',
      fix: 'put the consumer secret before the "&"',
      change: picked(({ tokenSecret }) => ['', tokenSecret]),
    },
    'consumer-secret-alone': {
      title: 'takes the consumer secret alone for the key',
      fix: 'build the key as consumer secret, "&", token secret',
      change: { joinKey: (consumer) => consumer },
    },
    'key-without-ampersand': {
      title: 'joins the secrets without "&"',
      fix: 'put "&" between them',
      change: { joinKey: (consumer, token) => consumer + token },
    },
    'key-ampersand-encoded': {
      title: 'joins the secrets by %26',
      fix: 'join them by a bare "&"',
      change: { joinKey: (consumer, token) => `${consumer}%26${token}` },
    },
    'secrets-swapped': {
      title: 'swaps the two secrets',
      fix: 'put the consumer secret first',
      change: picked(({ consumerSecret, tokenSecret }) => [tokenSecret, consumerSecret]),
    },
    'temporary-secret-used': {
      title: 'signs with the secret of the temporary credentials',
      fix: 'after the token request, use the secret that came with the token',
      change: inPlaceOf('token', ({ temporarySecret }) => temporarySecret),
    },
    'temporary-secret-as-consumer-secret': {
      title:
        'signs with the secret of the temporary credentials in the place of the consumer secret',
      fix: 'use the secret that belongs to oauth_consumer_key',
      change: inPlaceOf('consumer', ({ temporarySecret }) => temporarySecret),
    },
    ...others,
    'consumer-key-for-secret': {
      title: 'signs with the consumer key in the place of its secret',
      fix: 'use the secret',
      change: (_request, keyring) =>
        keyring.consumerKey === ''
          ? null
          : picked(({ consumerKey, tokenSecret }) => [consumerKey, tokenSecret]),
    },
    'token-for-secret': {
      title: 'signs with the token in the place of its secret',
      fix: 'use the secret',
      change: (_request, keyring) =>
        keyring.token === ''
          ? null
          : picked(({ consumerSecret, token }) => [consumerSecret, token]),
    },
    'consumer-secret-twice': {
      title: 'signs with the consumer secret in both places',
      fix: 'use the token secret behind the "&"',
      change: picked(({ consumerSecret }) => [consumerSecret, consumerSecret]),
    },
    'empty-key': {
      title: 'signs with two empty secrets',
      fix: 'give the signer its secrets',
      change: picked(() => ['', '']),
    },
    'undefined-for-token-secret': wordFor('undefined'),
    'null-for-token-secret': wordFor('null'),
    'none-for-token-secret': wordFor('None'),
    'nil-for-token-secret': wordFor('nil'),
  },
)
