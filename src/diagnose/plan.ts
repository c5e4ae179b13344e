/** A signing pipeline as data: one slot for each choice that an implementation makes on its way to a signature. */
import { createHash, createHmac, type KeyObject } from 'node:crypto'
import { decodeFormText, type OctetString, type Parameter, percentEncode, type RequestParameter, toText } from '../signing/index.ts'
import type { ObservedRequest } from './observed-request.ts'
import type { SpelledUrl } from './url-parts.ts'

export type ParameterSource = RequestParameter['source']

/** A parameter on its way. `rawValue` is `null` where the form has no "=". */
export interface Pair {
  readonly source: ParameterSource
  readonly rawName: string
  readonly rawValue: string | null
  readonly name: OctetString
  readonly value: OctetString
}

export interface EncodedPair extends Pair {
  readonly encodedName: string
  readonly encodedValue: string
  /** "name=value", and where it is known, how that stands in the base string. */
  readonly joined: string
  readonly inBaseString: string | null
}

export type Authority = Pick<SpelledUrl, 'host' | 'port'>
export type RawPair = Pick<Pair, 'rawName' | 'rawValue'>
export type Decode = (raw: string) => OctetString
export type Encode = (text: OctetString) => string
export type Respell = (encoded: string) => string
export type Step = (pairs: readonly Pair[], request: ObservedRequest) => readonly Pair[]
export type Secrets = readonly [consumerSecret: string, tokenSecret: string]

/** What turns key and text into a signature. `length` counts octets; `null` stands for PLAINTEXT's, which has no text. */
export interface Mac {
  readonly length: number | null
  compute(key: KeyObject, octets: string, encoding: 'utf8' | 'utf16le', keyText: string): Buffer
}

/** Secrets beyond the two that belong in the key, to try in their place. */
export interface Keyring {
  readonly consumerSecret: string
  readonly tokenSecret: string
  readonly consumerKey: string
  readonly token: string
  readonly temporarySecret: string | null
  readonly others: readonly string[]
}

/** Slots that hold a list are run through in order; every other holds one choice. */
export interface Plan {
  readonly method: (method: string) => string

  readonly scheme: (request: ObservedRequest) => string
  readonly userinfo: (url: SpelledUrl) => string
  readonly authority: (request: ObservedRequest) => Authority
  readonly host: (host: string) => string
  readonly port: (port: string | null, scheme: string) => string
  readonly pathOf: (request: ObservedRequest) => string
  readonly path: readonly ((path: string) => string)[]
  readonly tail: (request: ObservedRequest) => string

  readonly query: (request: ObservedRequest) => string
  readonly form: (request: ObservedRequest) => string
  readonly header: (request: ObservedRequest) => readonly Parameter[]
  readonly split: (form: string) => readonly RawPair[]
  readonly decodeName: (raw: string, source: ParameterSource) => OctetString
  readonly decodeValue: (raw: string, source: ParameterSource) => OctetString
  readonly isExcluded: (pair: Pair) => boolean
  readonly steps: readonly Step[]
  readonly octets: (text: OctetString) => OctetString
  readonly encodeName: (pair: Pair, encode: Encode) => string
  readonly encodeValue: (pair: Pair, encode: Encode) => string
  readonly respellPairs: readonly Respell[]
  readonly arrange: (pairs: EncodedPair[]) => readonly EncodedPair[]
  readonly joinPair: (pair: EncodedPair) => string

  readonly encodeMethod: Encode
  readonly encodeUri: Encode
  readonly encodeParameters: Encode
  readonly respellParts: readonly Respell[]
  readonly assemble: (method: string, uri: string, parameters: string) => string

  readonly pick: (ring: Keyring) => Secrets
  readonly touchConsumer: (secret: string) => string
  readonly touchToken: (secret: string) => string
  readonly encodeSecret: Encode
  readonly respellSecrets: readonly Respell[]
  readonly joinKey: (consumer: string, token: string) => string
  readonly keyOctets: (key: string) => Buffer

  readonly textEncoding: 'utf8' | 'utf16le'
  readonly mac: Mac
  readonly spell: (octets: Buffer) => string
  readonly wrap: readonly Respell[]
}

export const LIST_SLOTS: readonly string[] = ['path', 'steps', 'respellPairs', 'respellParts', 'respellSecrets', 'wrap']

/** Splits at "&" and at the first "="; an empty piece is no parameter. §3.4.1.3.1 */
export function splitPieces(form: string): RawPair[] {
  return form.split('&').flatMap((piece): RawPair[] => {
    const equals = piece.indexOf('=')
    if (piece === '') return []
    return [equals < 0 ? { rawName: piece, rawValue: null } : { rawName: piece.slice(0, equals), rawValue: piece.slice(equals + 1) }]
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
  length, compute: (key, text, encoding) => createHmac(algorithm, key).update(text, encoding).digest(),
})

/** For RSA: the hash that its signature holds. */
export const hash = (algorithm: string, length: number): Mac => ({
  length, compute: (_key, text, encoding) => createHash(algorithm).update(text, encoding).digest(),
})

/** PLAINTEXT: the signature is the key. */
export const PLAINTEXT_MAC: Mac = { length: null, compute: (_key, _text, _encoding, keyText) => Buffer.from(keyText) }

export const MACS: Readonly<Record<string, Mac>> = {
  'HMAC-SHA1': hmac('sha1', 20), 'HMAC-SHA256': hmac('sha256', 32), 'HMAC-SHA512': hmac('sha512', 64),
  'RSA-SHA1': hash('sha1', 20), 'RSA-SHA256': hash('sha256', 32), 'RSA-SHA512': hash('sha512', 64),
  PLAINTEXT: PLAINTEXT_MAC,
}

export const base64 = (octets: Buffer): string => octets.toString('base64')

export const joinedPair = ({ joined }: EncodedPair): string => joined

/** The plan of RFC 5849 itself; every deviation is a change to it. */
export function rfcPlan(signatureMethod: string): Plan {
  return {
    method: (method) => method.toUpperCase(),

    scheme: ({ wire }) => wire.scheme.toLowerCase(),
    userinfo: () => '',
    authority: ({ hostHeader, wire }) => (hostHeader === null ? wire : splitAuthority(hostHeader)),
    host: (host) => host.toLowerCase(),
    port: (port, scheme) => (!port || Number(port) === (scheme === 'http' ? 80 : 443) ? '' : `:${Number(port)}`),
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

    pick: ({ consumerSecret, tokenSecret }) => [consumerSecret, tokenSecret],
    touchConsumer: (secret) => secret,
    touchToken: (secret) => secret,
    encodeSecret: percentEncode,
    respellSecrets: [],
    joinKey: (consumer, token) => `${consumer}&${token}`,
    keyOctets: (key) => Buffer.from(key),

    textEncoding: 'utf8',
    mac: MACS[signatureMethod] ?? MACS['HMAC-SHA1']!,
    spell: signatureMethod === 'PLAINTEXT' ? (octets) => octets.toString() : base64,
    wrap: [],
  }
}

/** Host and port, as a Host header has them. */
export function splitAuthority(text: string): Authority {
  const [, host = text, port = null] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(text) ?? []
  return { host, port }
}

/** Text of decoded octets, where a step has to look inside. */
export const asText = (text: OctetString): string => String(typeof text === 'string' ? text : toText(text))
