/**
 * Deviations in how a signature is written, §3.4.2 and §3.6. Each has an `undo` function, which the
 * search uses.
 */
import { percentDecode, percentEncode } from 'countersign/signing'
import { catalogue, type Deviation } from '../deviation.ts'
import { asText, base64 } from '../plain-plan.ts'

const isHex = (text: string): boolean => /^(?:[0-9A-Fa-f]{2})+$/.test(text)
const fromHex = (text: string): string[] => (isHex(text) ? [base64(Buffer.from(text, 'hex'))] : [])
const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString()
const padded = (text: string): string => text + '='.repeat((4 - (text.length % 4)) % 4)
const toUrlAlphabet = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
const fromUrlAlphabet = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/')
const inLines =
  (length: number) =>
  (text: string): string =>
    text.replace(new RegExp(`.{${length}}(?=.)`, 'g'), '$&\n')

export const OUTPUT: readonly Deviation[] = catalogue(
  {
    part: 'output',
    section: '3.4.2',
    rule: 'the signature is base64 with padding, percent-encoded once when it is sent',
  },
  {
    hex: {
      title: 'writes the signature in hex',
      fix: 'write the signature in base64',
      change: { encodeOutput: (octets) => octets.toString('hex') },
      undo: fromHex,
    },
    'hex-upper-case': {
      title: 'writes the signature in upper-case hex',
      fix: 'write the signature in base64',
      change: { encodeOutput: (octets) => octets.toString('hex').toUpperCase() },
      undo: fromHex,
    },
    'base64-of-hex': {
      title:
        'writes the base64 of the hex digest, as base64_encode(hash_hmac(…)) does without the last argument',
      fix: 'use the raw digest: hash_hmac(…, true)',
      change: { encodeOutput: (octets) => base64(Buffer.from(octets.toString('hex'))) },
      undo: (text) => fromHex(fromBase64(text)),
    },
    base64url: {
      title: 'writes the signature in base64url, with - and _',
      fix: 'write the signature in base64, with + and /',
      change: { encodeOutput: (octets) => toUrlAlphabet(base64(octets)) },
      undo: (text) => [fromUrlAlphabet(text)],
    },
    'base64url-unpadded': {
      title: 'writes the signature in base64url without padding',
      fix: 'write the signature in base64, with + and / and with padding',
      change: { encodeOutput: (octets) => octets.toString('base64url') },
      undo: (text) => [padded(fromUrlAlphabet(text))],
    },
    'padding-dropped': {
      title: 'removes the "=" padding at the end of the signature',
      fix: 'keep the base64 padding',
      change: { respellOutput: [(text) => text.replace(/(?<!=)=+$/, '')] },
      undo: (text) => [padded(text)],
    },
    'base64-twice': {
      title: 'applies base64 twice',
      fix: 'apply base64 once',
      change: { encodeOutput: (octets) => base64(Buffer.from(base64(octets))) },
      undo: (text) => [fromBase64(text)],
    },
    'signature-encoded-twice': {
      title: 'percent-encodes the signature twice',
      fix: 'percent-encode the signature once, when the header, the query or the body is written',
      section: '3.6',
      change: { respellOutput: [percentEncode] },
      undo: (text) => [asText(percentDecode(text))],
      seen: ['bettiolo/oauth-signature-js'],
      vectors: ['signature-methods/plaintext-reserved', 'signature-methods/plaintext-ampersand'],
    },
    'plus-lost': {
      title: 'sends + unescaped in a query or form, where it means a space',
      fix: 'percent-encode the signature: + as %2B',
      section: '3.6',
      change: { respellOutput: [(text) => text.replaceAll('+', ' ')] },
      undo: (text) => [text.replaceAll(' ', '+')],
    },
    'signature-with-newline': {
      title: 'appends a line feed to the signature',
      fix: 'remove the line feed: use strict_encode64 in Ruby, b64encode in Python',
      change: { respellOutput: [(text) => `${text}\n`] },
      undo: (text) => (text.endsWith('\n') ? [text.slice(0, -1)] : []),
    },
    'signature-in-lines-of-60': {
      title: 'breaks the signature into lines of 60 characters',
      fix: 'write the signature in one line: use strict_encode64 in Ruby',
      change: { respellOutput: [inLines(60)] },
      undo: (text) => [text.replace(/\n(?!$)/g, '')],
    },
    'signature-in-lines-of-64': {
      title: 'breaks the signature into lines of 64 characters, as in a PEM file',
      fix: 'write the signature in one line',
      change: { respellOutput: [inLines(64)] },
      undo: (text) => [text.replace(/\n(?!$)/g, '')],
    },
    'signature-in-lines-of-76': {
      title: 'breaks the signature into lines of 76 characters',
      fix: 'write the signature in one line',
      change: { respellOutput: [inLines(76)] },
      undo: (text) => [text.replace(/\n(?!$)/g, '')],
    },
  },
)
