/**
 * The plain plan: a second implementation of RFC 5849 §3.4 with replaceable stages. A test compares
 * it with the first implementation, src/signing.
 */
import { createHash, createHmac } from 'node:crypto'
import { decodeFormText, type OctetString, percentEncode, toText } from 'countersign/signing'
import type { Authority, EncodedPair, Mac, Plan, RawPair } from './plan.ts'

/** Splits at "&" and at the first "=", and skips empty pieces. §3.4.1.3.1 */
export function splitPieces(form: string): RawPair[] {
  return form.split('&').flatMap((piece): RawPair[] => {
    const equals = piece.indexOf('=')
    if (piece === '') return []
    return [
      equals < 0
        ? { rawName: piece, rawValue: null }
        : { rawName: piece.slice(0, equals), rawValue: piece.slice(equals + 1) },
    ]
  })
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

export function byEncodedPair(a: EncodedPair, b: EncodedPair): number {
  const name = a.encodedName
  const other = b.encodedName
  if (name !== other) return name < other ? -1 : 1
  return compareText(a.encodedValue, b.encodedValue)
}

export const hmac = (algorithm: string, length: number): Mac => ({
  length,
  compute: (key, text, encoding) => createHmac(algorithm, key).update(text, encoding).digest(),
})

/** For RSA methods: the hash that the signature contains. */
export const hash = (algorithm: string, length: number): Mac => ({
  length,
  compute: (_key, text, encoding) => createHash(algorithm).update(text, encoding).digest(),
})

/** PLAINTEXT: the signature is the key. */
export const PLAINTEXT_MAC: Mac = {
  length: null,
  compute: (_key, _text, _encoding, keyText) => Buffer.from(keyText),
}

const MACS: Readonly<Record<string, Mac>> = {
  'HMAC-SHA1': hmac('sha1', 20),
  'HMAC-SHA256': hmac('sha256', 32),
  'HMAC-SHA512': hmac('sha512', 64),
  'RSA-SHA1': hash('sha1', 20),
  'RSA-SHA256': hash('sha256', 32),
  'RSA-SHA512': hash('sha512', 64),
  PLAINTEXT: PLAINTEXT_MAC,
}

export const base64 = (octets: Buffer): string => octets.toString('base64')

export const joinedPair = ({ joined }: EncodedPair): string => joined

/** The plan without deviations. Every deviation is a change to it. */
export function plainPlan(signatureMethod: string): Plan {
  return {
    method: (method) => method.toUpperCase(),

    scheme: ({ wire }) => wire.scheme.toLowerCase(),
    userinfo: () => '',
    authority: ({ hostHeader, wire }) => (hostHeader === null ? wire : splitAuthority(hostHeader)),
    host: hostOnWire,
    port: (port, scheme) =>
      !port || Number(port) === (scheme === 'http' ? 80 : 443) ? '' : `:${Number(port)}`,
    pathOf: ({ wire }) => wire.path || '/',
    path: [],
    tail: () => '',

    query: ({ wire }) => wire.query ?? '',
    form: ({ form }) => form ?? '',
    header: ({ header }) => header,
    split: splitPieces,
    decodeName: decodeFormText,
    decodeValue: decodeFormText,
    isExcluded: ({ name }) => name === 'oauth_signature',
    steps: [],
    octets: (text) => text,
    encodeName: ({ name }, encode) => encode(name),
    encodeValue: ({ value }, encode) => encode(value),
    respellPairs: [],
    arrange: (pairs) => pairs.sort(byEncodedPair),
    joinPair: joinedPair,

    encodeMethod: percentEncode,
    encodeUri: percentEncode,
    encodeParameters: percentEncode,
    respellParts: [],
    assemble: (method, uri, parameters) => `${method}&${uri}&${parameters}`,

    selectSecrets: ({ consumerSecret, tokenSecret }) => [consumerSecret, tokenSecret],
    editConsumerSecret: (secret) => secret,
    editTokenSecret: (secret) => secret,
    encodeSecret: percentEncode,
    respellSecrets: [],
    joinKey: (consumer, token) => `${consumer}&${token}`,
    keyOctets: (key) => Buffer.from(key),

    textEncoding: 'utf8',
    mac: MACS[signatureMethod] ?? MACS['HMAC-SHA1']!,
    encodeOutput: signatureMethod === 'PLAINTEXT' ? (octets) => octets.toString() : base64,
    respellOutput: [],
  }
}

/** The host in lower case. A non-ASCII host becomes the A-label that the Host header carries. */
function hostOnWire(host: string): string {
  if (/^[\x21-\x7E]*$/.test(host)) return host.toLowerCase()
  try {
    return new URL(`http://${host}/`).hostname
  } catch {
    return host.toLowerCase()
  }
}

/** Splits the value of a Host header into host and port. */
export function splitAuthority(text: string): Authority {
  const [, host = text, port = null] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(text) ?? []
  return { host, port }
}

/** Converts decoded octets to text, for steps that work on text. */
export const asText = (text: OctetString): string =>
  String(typeof text === 'string' ? text : toText(text))
