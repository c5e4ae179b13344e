/** Deviations in the key of HMAC and PLAINTEXT, §3.4.2 and §3.4.4. */
import { percentDecode, percentEncode } from '../../signing/index.ts'
import { catalogue, type Change, type Deviation, type Entry } from '../deviation.ts'
import type { Keyring, Respell, Secrets } from '../plan.ts'
import { asText } from '../rfc-plan.ts'
import { encodeTilde, formEncoder, keepEscapes, leaveFiveRaw, lowerCaseHex } from './encoder.ts'

const picked = (pick: (ring: Keyring) => Secrets): Change => ({ pick })
const respelled = (respell: Respell): Change => ({ respellSecrets: [respell] })
const quoted = (secret: string): string => `"${secret}"`
const unquoted = (secret: string): string => secret.replace(/^(["'])(.*)\1$/s, '$2')
const decoded = (secret: string): string => asText(percentDecode(secret))

/** An edit that one secret, or the other, went through before it came into the key. */
function edited(
  name: string,
  title: string,
  mend: string,
  edit: (secret: string) => string,
  more: Partial<Entry> = {},
): Record<string, Entry> {
  return {
    [`consumer-secret-${name}`]: {
      title: `${title} the consumer secret`,
      mend,
      change: { touchConsumer: edit },
      ...more,
    },
    [`token-secret-${name}`]: { title: `${title} the token secret`, mend, change: { touchToken: edit }, ...more },
  }
}

/** What a language writes for a value that is not there. */
const wordFor = (word: string): Entry => ({
  title: `puts the word "${word}" in place of a token secret that is not there`,
  mend: 'use the empty text where there is no token secret',
  change: (_request, { tokenSecret }) => (tokenSecret === '' ? { touchToken: () => word } : null),
})

type Place = 'consumer' | 'token'

const inPlaceOf =
  (place: Place, pick: (ring: Keyring) => string | null | undefined): Entry['change'] =>
  (_request, ring) => {
    const other = pick(ring)
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
        mend: 'use the secret that came with oauth_token',
        change: inPlaceOf('token', ({ others: all }) => all[index - 1]),
      },
    ],
    [
      `other-secret-${index}-as-consumer-secret`,
      {
        title: `signs with further secret ${index} as the consumer secret`,
        mend: 'use the secret of oauth_consumer_key',
        change: inPlaceOf('consumer', ({ others: all }) => all[index - 1]),
      },
    ],
  ]),
)

export const KEY: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'key',
      section: '3.4.2',
      rule: 'the key is the consumer secret, "&" and the token secret, with the "&" even where a secret is empty',
    },
    {
      'ampersand-missing': {
        title: 'leaves the "&" of the key out where the token secret is empty',
        mend: 'end the key with "&" where there is no token secret',
        change: { joinKey: (consumer, token) => (token === '' ? consumer : `${consumer}&${token}`) },
        vectors: ['protocol-parameters/no-token', 'signature-methods/secrets-both-empty'],
      },
      'token-secret-missing': {
        title: 'signs with the consumer secret only',
        mend: 'put the token secret behind the "&"',
        change: picked(({ consumerSecret }) => [consumerSecret, '']),
      },
      'consumer-secret-missing': {
        title: 'signs with the token secret only',
        mend: 'put the consumer secret before the "&"',
        change: picked(({ tokenSecret }) => ['', tokenSecret]),
      },
      'consumer-secret-alone': {
        title: 'takes the consumer secret alone for the key',
        mend: 'build the key as consumer secret, "&", token secret',
        change: { joinKey: (consumer) => consumer },
      },
      'key-without-ampersand': {
        title: 'joins the secrets without "&"',
        mend: 'put "&" between them',
        change: { joinKey: (consumer, token) => consumer + token },
      },
      'key-ampersand-encoded': {
        title: 'joins the secrets by %26',
        mend: 'join them by a bare "&"',
        change: { joinKey: (consumer, token) => `${consumer}%26${token}` },
      },
      'secrets-swapped': {
        title: 'swaps the two secrets',
        mend: 'put the consumer secret first',
        change: picked(({ consumerSecret, tokenSecret }) => [tokenSecret, consumerSecret]),
      },
      'temporary-secret-used': {
        title: 'signs with the secret of the temporary credentials',
        mend: 'after the token request, use the secret that came with the token',
        change: inPlaceOf('token', ({ temporarySecret }) => temporarySecret),
      },
      'temporary-secret-as-consumer-secret': {
        title: 'signs with the secret of the temporary credentials in the place of the consumer secret',
        mend: 'use the secret that belongs to oauth_consumer_key',
        change: inPlaceOf('consumer', ({ temporarySecret }) => temporarySecret),
      },
      ...others,
      'consumer-key-for-secret': {
        title: 'signs with the consumer key in the place of its secret',
        mend: 'use the secret',
        change: (_request, ring) =>
          ring.consumerKey === '' ? null : picked(({ consumerKey, tokenSecret }) => [consumerKey, tokenSecret]),
      },
      'token-for-secret': {
        title: 'signs with the token in the place of its secret',
        mend: 'use the secret',
        change: (_request, ring) =>
          ring.token === '' ? null : picked(({ consumerSecret, token }) => [consumerSecret, token]),
      },
      'consumer-secret-twice': {
        title: 'signs with the consumer secret in both places',
        mend: 'use the token secret behind the "&"',
        change: picked(({ consumerSecret }) => [consumerSecret, consumerSecret]),
      },
      'empty-key': {
        title: 'signs with two empty secrets',
        mend: 'give the signer its secrets',
        change: picked(() => ['', '']),
      },
      'undefined-for-token-secret': wordFor('undefined'),
      'null-for-token-secret': wordFor('null'),
      'none-for-token-secret': wordFor('None'),
      'nil-for-token-secret': wordFor('nil'),
    },
  ),
  ...catalogue(
    { part: 'key', section: '3.4.2', rule: 'a secret is used as it was issued' },
    {
      ...edited(
        'trimmed',
        'trims white space around',
        'store the secret without the white space',
        (secret) => secret.trim(),
        { vectors: ['signature-methods/secrets-space-around'] },
      ),
      ...edited(
        'with-newline',
        'has a line feed at the end of',
        'take the line feed off when the secret is read from a file',
        (secret) => `${secret}\n`,
      ),
      ...edited(
        'with-crlf',
        'has CR and LF at the end of',
        'take the line end off when the secret is read from a file',
        (secret) => `${secret}\r\n`,
      ),
      ...edited('with-space', 'has a space behind', 'take the space off', (secret) => `${secret} `),
      ...edited(
        'quoted',
        'has quotes around',
        'take the quotes off: they belong to the file, not to the secret',
        quoted,
      ),
      ...edited('unquoted', 'lacks the quotes around', 'store the secret without quotes', unquoted),
      ...edited('percent-decoded', 'decodes', 'use the secret as it was issued', decoded),
      ...edited('base64-decoded', 'decodes the base64 of', 'use the secret as it was issued', (secret) =>
        Buffer.from(secret, 'base64').toString(),
      ),
      ...edited('lower-cased', 'lower-cases', 'use the secret as it was issued', (secret) => secret.toLowerCase()),
    },
  ),
  ...catalogue(
    { part: 'key', section: '3.4.2', rule: 'each secret is percent-encoded once before they are joined' },
    {
      'secrets-not-encoded': {
        title: 'does not encode the secrets',
        mend: 'percent-encode each of them; some servers want them raw, and then both sides must agree',
        change: { encodeSecret: asText },
        seen: ['dghubble/oauth1 before 0.7.3'],
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-encoded-twice': {
        title: 'encodes the secrets twice',
        mend: 'encode them once',
        change: { encodeSecret: (text) => percentEncode(percentEncode(text)) },
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-escapes-kept': {
        title: 'does not encode a secret again that looks percent-encoded',
        mend: 'encode every secret',
        change: respelled(keepEscapes),
        vectors: ['signature-methods/secrets-escape-as-secret'],
      },
      'secrets-encode-uri-component': {
        title: "leaves ! ' ( ) * in the secrets as they are",
        mend: 'escape those five',
        change: respelled(leaveFiveRaw),
        vectors: ['signature-methods/secrets-five-that-javascript-leaves'],
      },
      'secrets-form-encoded': {
        title: 'encodes the secrets as an HTML form does',
        mend: 'percent-encode by §3.6',
        change: respelled(formEncoder),
        vectors: ['signature-methods/secrets-plus-and-space', 'signature-methods/secrets-five-that-javascript-leaves'],
      },
      'secrets-tilde-encoded': { title: 'escapes ~ in the secrets', mend: 'leave it', change: respelled(encodeTilde) },
      'secrets-lower-case-hex': {
        title: 'writes escapes of the secrets in lower case',
        mend: 'write %2F, not %2f',
        change: respelled(lowerCaseHex),
      },
      'key-encoded-whole': {
        title: 'encodes the finished key once more',
        mend: 'encode each secret, not the key',
        change: { joinKey: (consumer, token) => percentEncode(`${consumer}&${token}`) },
        vectors: ['signature-methods/plaintext-reserved', 'signature-methods/plaintext-ampersand'],
      },
      'secrets-as-latin-1': {
        title: 'takes the Latin-1 octets of secrets that it does not encode',
        mend: 'percent-encode each secret',
        change: { encodeSecret: asText, keyOctets: (key) => Buffer.from(key, 'latin1') },
      },
      'key-cut': {
        title: 'cuts the key to 64 octets',
        mend: 'leave long keys to the HMAC',
        change: { keyOctets: (key) => Buffer.from(key).subarray(0, 64) },
        vectors: ['signature-methods/key-hmac-sha1-one-more', 'signature-methods/key-hmac-sha256-one-more'],
      },
    },
  ),
]
