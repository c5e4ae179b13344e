/** Deviations in how each secret is processed before it becomes part of the key, §3.4.2. */
import { percentDecode, percentEncode } from 'countersign/signing'
import { catalogue, type Change, type Deviation, type Entry } from '../deviation.ts'
import type { Respell } from '../plan.ts'
import { asText } from '../plain-plan.ts'
import { encodeTilde, formEncoder, keepEscapes, leaveFiveRaw, lowerCaseHex } from './encoder.ts'

const respelled = (respell: Respell): Change => ({ respellSecrets: [respell] })
const quoted = (secret: string): string => `"${secret}"`
const unquoted = (secret: string): string => secret.replace(/^(["'])(.*)\1$/s, '$2')
const decoded = (secret: string): string => asText(percentDecode(secret))

/** The two entries for one edit: of the consumer secret and of the token secret. */
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
      change: { editConsumerSecret: edit },
      ...more,
    },
    [`token-secret-${name}`]: {
      title: `${title} the token secret`,
      fix,
      change: { editTokenSecret: edit },
      ...more,
    },
  }
}

export const SECRETS: readonly Deviation[] = [
  ...catalogue(
    { part: 'key', section: '3.4.2', rule: 'each secret is used exactly as it was issued' },
    {
      ...edited(
        'trimmed',
        'removes white space around',
        'store the secret without the white space',
        (secret) => secret.trim(),
        { vectors: ['signature-methods/secrets-space-around'] },
      ),
      ...edited(
        'with-newline',
        'appends a line feed to',
        'remove the line feed after reading the secret from a file',
        (secret) => `${secret}\n`,
      ),
      ...edited(
        'with-crlf',
        'appends CR and LF to',
        'remove the line ending after reading the secret from a file',
        (secret) => `${secret}\r\n`,
      ),
      ...edited('with-space', 'appends a space to', 'remove the space', (secret) => `${secret} `),
      ...edited(
        'quoted',
        'puts quotation marks around',
        'remove the quotation marks: they belong to the syntax of the file, not to the secret',
        quoted,
      ),
      ...edited(
        'unquoted',
        'removes the quotation marks around',
        'store the secret without quotation marks',
        unquoted,
      ),
      ...edited(
        'percent-decoded',
        'percent-decodes',
        'use the secret exactly as it was issued',
        decoded,
      ),
      ...edited(
        'base64-decoded',
        'base64-decodes',
        'use the secret exactly as it was issued',
        (secret) => Buffer.from(secret, 'base64').toString(),
      ),
      ...edited('lower-cased', 'lower-cases', 'use the secret exactly as it was issued', (secret) =>
        secret.toLowerCase(),
      ),
    },
  ),
  ...catalogue(
    {
      part: 'key',
      section: '3.4.2',
      rule: 'each secret is percent-encoded once before the secrets are joined',
    },
    {
      'secrets-not-encoded': {
        title: 'does not percent-encode the secrets',
        fix: 'percent-encode each secret; if the server expects unencoded secrets, both sides must do the same',
        change: { encodeSecret: asText },
        seen: ['dghubble/oauth1 before 0.7.3'],
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-encoded-twice': {
        title: 'percent-encodes the secrets twice',
        fix: 'percent-encode each secret once',
        change: { encodeSecret: (text) => percentEncode(percentEncode(text)) },
        vectors: [
          'signature-methods/secrets-ampersand-in-consumer-secret',
          'signature-methods/secrets-ampersand-in-token-secret',
        ],
      },
      'secrets-escapes-kept': {
        title: 'does not encode a secret that already looks percent-encoded',
        fix: 'percent-encode every secret',
        change: respelled(keepEscapes),
        vectors: ['signature-methods/secrets-escape-as-secret'],
      },
      'secrets-encode-uri-component': {
        title: "does not escape ! ' ( ) * in the secrets",
        fix: "escape ! ' ( ) * in the secrets",
        change: respelled(leaveFiveRaw),
        vectors: ['signature-methods/secrets-five-that-javascript-leaves'],
      },
      'secrets-form-encoded': {
        title: 'encodes the secrets like an HTML form',
        fix: 'percent-encode the secrets by §3.6',
        change: respelled(formEncoder),
        vectors: [
          'signature-methods/secrets-plus-and-space',
          'signature-methods/secrets-five-that-javascript-leaves',
        ],
      },
      'secrets-tilde-encoded': {
        title: 'escapes ~ in the secrets',
        fix: 'do not escape ~',
        change: respelled(encodeTilde),
      },
      'secrets-lower-case-hex': {
        title: 'writes the percent escapes of the secrets with lower-case hex digits',
        fix: 'write upper-case hex digits: %2F, not %2f',
        change: respelled(lowerCaseHex),
      },
      'key-encoded-whole': {
        title: 'percent-encodes the finished key again',
        fix: 'percent-encode each secret, not the whole key',
        change: { joinKey: (consumer, token) => percentEncode(`${consumer}&${token}`) },
        vectors: ['signature-methods/plaintext-reserved', 'signature-methods/plaintext-ampersand'],
      },
      'secrets-as-latin-1': {
        title: 'does not percent-encode the secrets and encodes the key as Latin-1',
        fix: 'percent-encode each secret',
        change: { encodeSecret: asText, keyOctets: (key) => Buffer.from(key, 'latin1') },
      },
      'key-cut': {
        title: 'truncates the key to 64 octets',
        fix: 'pass the whole key to the HMAC function',
        change: { keyOctets: (key) => Buffer.from(key).subarray(0, 64) },
        vectors: [
          'signature-methods/key-hmac-sha1-one-more',
          'signature-methods/key-hmac-sha256-one-more',
        ],
      },
    },
  ),
]
