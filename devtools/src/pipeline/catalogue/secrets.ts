/** Deviations in what is done to each secret on its way into the key, §3.4.2. */
import { percentDecode, percentEncode } from 'countersign/signing'
import { catalogue, type Change, type Deviation, type Entry } from '../deviation.ts'
import type { Respell } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import { encodeTilde, formEncoder, keepEscapes, leaveFiveRaw, lowerCaseHex } from './encoder.ts'

const respelled = (respell: Respell): Change => ({ respellSecrets: [respell] })
const quoted = (secret: string): string => `"${secret}"`
const unquoted = (secret: string): string => secret.replace(/^(["'])(.*)\1$/s, '$2')
const decoded = (secret: string): string => asText(percentDecode(secret))

/** An edit that one secret, or the other, went through before it came into the key. */
function edited(
  name: string,
  title: string,
  fix: string,
  edit: (secret: string) => string,
  more: Partial<Entry> = {},
): Record<string, Entry> {
  return {
    [`consumer-secret-${name}`]: {
      title: `${title} the consumer secret`,
      fix,
      change: { touchConsumer: edit },
      ...more,
    },
    [`token-secret-${name}`]: {
      title: `${title} the token secret`,
      fix,
      change: { touchToken: edit },
      ...more,
    },
  }
}

export const SECRETS: readonly Deviation[] = [
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
      ...edited(
        'base64-decoded',
        'decodes the base64 of',
        'use the secret as it was issued',
        (secret) => Buffer.from(secret, 'base64').toString(),
      ),
      ...edited('lower-cased', 'lower-cases', 'use the secret as it was issued', (secret) =>
        secret.toLowerCase(),
      ),
    },
  ),
  ...catalogue(
    {
      part: 'key',
      section: '3.4.2',
      rule: 'each secret is percent-encoded once before they are joined',
    },
    {
      'secrets-not-encoded': {
        title: 'does not encode the secrets',
        fix: 'percent-encode each of them; some servers want them raw, and then both sides must agree',
        change: { encodeSecret: asText },
        seen: ['dghubble/oauth1 before 0.7.3'],
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-encoded-twice': {
        title: 'encodes the secrets twice',
        fix: 'encode them once',
        change: { encodeSecret: (text) => percentEncode(percentEncode(text)) },
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-escapes-kept': {
        title: 'does not encode a secret again that looks percent-encoded',
        fix: 'encode every secret',
        change: respelled(keepEscapes),
        vectors: ['signature-methods/secrets-escape-as-secret'],
      },
      'secrets-encode-uri-component': {
        title: "leaves ! ' ( ) * in the secrets as they are",
        fix: 'escape those five',
        change: respelled(leaveFiveRaw),
        vectors: ['signature-methods/secrets-five-that-javascript-leaves'],
      },
      'secrets-form-encoded': {
        title: 'encodes the secrets as an HTML form does',
        fix: 'percent-encode by §3.6',
        change: respelled(formEncoder),
        vectors: [
          'signature-methods/secrets-plus-and-space',
          'signature-methods/secrets-five-that-javascript-leaves',
        ],
      },
      'secrets-tilde-encoded': {
        title: 'escapes ~ in the secrets',
        fix: 'leave it',
        change: respelled(encodeTilde),
      },
      'secrets-lower-case-hex': {
        title: 'writes escapes of the secrets in lower case',
        fix: 'write %2F, not %2f',
        change: respelled(lowerCaseHex),
      },
      'key-encoded-whole': {
        title: 'encodes the finished key once more',
        fix: 'encode each secret, not the key',
        change: { joinKey: (consumer, token) => percentEncode(`${consumer}&${token}`) },
        vectors: ['signature-methods/plaintext-reserved', 'signature-methods/plaintext-ampersand'],
      },
      'secrets-as-latin-1': {
        title: 'takes the Latin-1 octets of secrets that it does not encode',
        fix: 'percent-encode each secret',
        change: { encodeSecret: asText, keyOctets: (key) => Buffer.from(key, 'latin1') },
      },
      'key-cut': {
        title: 'cuts the key to 64 octets',
        fix: 'leave long keys to the HMAC',
        change: { keyOctets: (key) => Buffer.from(key).subarray(0, 64) },
        vectors: [
          'signature-methods/key-hmac-sha1-one-more',
          'signature-methods/key-hmac-sha256-one-more',
        ],
      },
    },
  ),
]
