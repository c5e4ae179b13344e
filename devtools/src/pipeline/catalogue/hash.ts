/**
 * Deviations in the algorithm that computes the signature from the base string and the key, §3.4.
 */
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

/** A hash without a key of the text that `arrange` builds from key and base string. */
const unkeyed = (
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
            ? { mac: make(algorithm, length), encodeOutput: base64 }
            : null,
      },
    ]),
  )

export const HASH: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'hash',
      section: '3.4.2',
      rule: 'the signature is the HMAC that oauth_signature_method names',
    },
    {
      ...eachHash(
        'hmac-*-used',
        'computes an HMAC with * although oauth_signature_method names another method',
        'use the hash algorithm that oauth_signature_method names, or change oauth_signature_method',
        hmac,
      ),
      'plaintext-used': {
        title: 'sends the key as the signature, as PLAINTEXT does',
        fix: 'compute the HMAC, or set oauth_signature_method to PLAINTEXT and use https',
        section: '3.4.4',
        change: (request) =>
          isRsa(request)
            ? null
            : { mac: PLAINTEXT_MAC, encodeOutput: (octets) => octets.toString() },
      },
      ...eachHash(
        '*-without-key',
        'hashes the base string with * without a key',
        'compute an HMAC',
        (algorithm, length) => unkeyed(algorithm, length, (_key, text) => text),
      ),
      ...eachHash(
        '*-of-key-and-text',
        'hashes the key followed by the base string with * instead of computing an HMAC',
        'compute an HMAC',
        (algorithm, length) => unkeyed(algorithm, length, (key, text) => key + text),
      ),
      ...eachHash(
        '*-of-text-and-key',
        'hashes the base string followed by the key with * instead of computing an HMAC',
        'compute an HMAC',
        (algorithm, length) => unkeyed(algorithm, length, (key, text) => text + key),
      ),
      ...eachHash(
        '*-key-and-text-swapped',
        'swaps the key and the text of the HMAC with *',
        'pass the key as the HMAC key and the base string as the text',
        swapped,
      ),
      'base-string-as-utf-16': {
        title: 'encodes the base string as UTF-16',
        fix: 'encode the base string as ASCII or UTF-8',
        change: { textEncoding: 'utf16le' },
      },
    },
  ),
  ...catalogue(
    {
      part: 'hash',
      section: '3.4.3',
      rule: 'the signature uses the hash algorithm that oauth_signature_method names',
    },
    eachHash(
      'rsa-*-used',
      'hashes with * although oauth_signature_method names another method',
      'use the hash algorithm that oauth_signature_method names, or change oauth_signature_method',
      hash,
    ),
  ),
]
