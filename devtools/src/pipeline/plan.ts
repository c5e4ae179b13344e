/** A signing pipeline as data, with one slot for each step that implementations do differently. */
import type { KeyObject } from 'node:crypto'
import type { OctetString, Parameter, RequestParameter } from 'countersign/signing'
import type { DiagnoseCredentials, ObservedRequest, SpelledUrl } from '../input/index.ts'

export type ParameterSource = RequestParameter['source']

/** A parameter before and after decoding. `rawValue` is `null` for a piece without "=". */
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
  /** "name=value", and its encoding for the base string. `null` if that is not computed yet. */
  readonly joined: string
  readonly inBaseString: string | null
}

export type Authority = Pick<SpelledUrl, 'host' | 'port'>
export type RawPair = Pick<Pair, 'rawName' | 'rawValue'>
export type Decode = (raw: string) => OctetString
export type Encode = (text: OctetString) => string
export type Respell = (encoded: string) => string
export type Step = (pairs: readonly Pair[], request: ObservedRequest) => readonly Pair[]
export type KeySecrets = readonly [consumerSecret: string, tokenSecret: string]

/**
 * Computes the signature of a text. `length` is in octets; `null` for PLAINTEXT, which has no base
 * string.
 */
export interface Mac {
  readonly length: number | null
  compute(key: KeyObject, octets: string, encoding: 'utf8' | 'utf16le', keyText: string): Buffer
}

/** The secrets and identifiers that deviations put into the key. */
export interface Keyring {
  readonly consumerSecret: string
  readonly tokenSecret: string
  readonly consumerKey: string
  readonly token: string
  readonly temporarySecret: string | null
  readonly others: readonly string[]
}

/** The stages in order. A list slot runs its items one after another. */
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

  readonly selectSecrets: (keyring: Keyring) => KeySecrets
  readonly editConsumerSecret: (secret: string) => string
  readonly editTokenSecret: (secret: string) => string
  readonly encodeSecret: Encode
  readonly respellSecrets: readonly Respell[]
  readonly joinKey: (consumer: string, token: string) => string
  readonly keyOctets: (key: string) => Buffer

  readonly textEncoding: 'utf8' | 'utf16le'
  readonly mac: Mac
  readonly encodeOutput: (octets: Buffer) => string
  readonly respellOutput: readonly Respell[]
}

export const LIST_SLOTS: readonly string[] = [
  'path',
  'steps',
  'respellPairs',
  'respellParts',
  'respellSecrets',
  'respellOutput',
]

export function keyringOf(credentials: DiagnoseCredentials): Keyring {
  const {
    consumerKey,
    consumerSecret,
    token,
    tokenSecret,
    temporarySecret,
    otherSecrets = [],
  } = credentials
  return {
    consumerSecret: consumerSecret ?? '',
    tokenSecret: tokenSecret ?? '',
    consumerKey: consumerKey ?? '',
    token: token ?? '',
    temporarySecret: temporarySecret ?? null,
    others: otherSecrets.slice(0, 3),
  }
}
