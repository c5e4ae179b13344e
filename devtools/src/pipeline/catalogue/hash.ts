/** Deviations in what is computed over base string and key, §3.4. */
import { isRsaMethod } from 'countersign/signing'
import { createHash, createHmac } from 'node:crypto'
import { catalogue, type Deviation, type Entry } from '../deviation.ts'
import type { ObservedRequest } from '../../input/index.ts'
import type { Mac } from '../plan.ts'
import { base64, hash, hmac, PLAINTEXT_MAC } from '../plain-plan.ts'

const HASHES = [
  ['sha1', 20, 'SHA-1'],
  ['sha256', 32, 'SHA-256'],
  ['sha512', 64, 'SHA-512'],
  ['sha384', 48, 'SHA-384'],
  ['md5', 16, 'MD5'],
] as const

/** A hash without a key, over what `arrange` makes of both. */
const plain = (
  algorithm: string,
  length: number,
  arrange: (key: string, text: string) => string,
): Mac => ({
  length,
  compute: (_key, text, encoding, keyText) =>
    createHash(algorithm).update(arrange(keyText, text), encoding).digest(),
})
const swapped = (algorithm: string, length: number): Mac => ({
  length,
  compute: (_key, text, encoding, keyText) =>
    createHmac(algorithm, Buffer.from(text, encoding)).update(keyText).digest(),
})

const isRsa = ({ signatureMethod }: ObservedRequest): boolean => isRsaMethod(signatureMethod)

const eachHash = (
  name: string,
  title: string,
  fix: string,
  make: (algorithm: string, length: number) => Mac,
): Record<string, Entry> =>
  Object.fromEntries(
    HASHES.map(([algorithm, length, label]): [string, Entry] => [
      name.replace('*', algorithm),
      {
        title: title.replace('*', label),
        fix,
        change: (request) =>
          isRsa(request) === name.startsWith('rsa')
            ? { mac: make(algorithm, length), spell: base64 }
            : null,
      },
    ]),
  )

export const HASH: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'hash',
      section: '3.4.2',
      rule: 'the hash is the one that oauth_signature_method names, keyed as an HMAC',
    },
    {
      ...eachHash(
        'hmac-*-used',
        'computes an HMAC with *, whatever the method named',
        'name the hash that is used, and use the one that is named',
        hmac,
      ),
      'plaintext-used': {
        title: 'sends the key as the signature, as PLAINTEXT does',
        fix: 'name PLAINTEXT, and only over https; or compute the HMAC',
        section: '3.4.4',
        change: (request) =>
          isRsa(request) ? null : { mac: PLAINTEXT_MAC, spell: (octets) => octets.toString() },
      },
      ...eachHash(
        '*-without-key',
        'hashes the base string with *, and no key',
        'compute an HMAC',
        (algorithm, length) => plain(algorithm, length, (_key, text) => text),
      ),
      ...eachHash(
        '*-of-key-and-text',
        'hashes the key and the base string behind it with *',
        'compute an HMAC',
        (algorithm, length) => plain(algorithm, length, (key, text) => key + text),
      ),
      ...eachHash(
        '*-of-text-and-key',
        'hashes the base string and the key behind it with *',
        'compute an HMAC',
        (algorithm, length) => plain(algorithm, length, (key, text) => text + key),
      ),
      ...eachHash(
        '*-key-and-text-swapped',
        'swaps key and text of the HMAC with *',
        'give the key as the key',
        swapped,
      ),
      'base-string-as-utf-16': {
        title: 'takes the UTF-16 octets of the base string',
        fix: 'take its ASCII octets',
        change: { textEncoding: 'utf16le' },
      },
    },
  ),
  ...catalogue(
    {
      part: 'hash',
      section: '3.4.3',
      rule: 'the hash is the one that oauth_signature_method names',
    },
    eachHash(
      'rsa-*-used',
      'hashes with *, whatever the method named',
      'name the hash that is used, and use the one that is named',
      hash,
    ),
  ),
]
