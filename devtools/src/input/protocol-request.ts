/** The request of the adapter protocol, docs/adapter-protocol.md. */
import type { HeaderList, OctetString, Parameter } from 'countersign/signing'

/** Text, or octets in hex that are not valid UTF-8. */
export type ProtocolText = string | { readonly hex: string }

export interface ProtocolCredentials {
  readonly consumerKey: string
  readonly consumerSecret?: string | null
  readonly token?: string | null
  readonly tokenSecret?: string | null
  readonly privateKey?: string | null
  readonly publicKey?: string | null
}

export interface ProtocolRequest {
  readonly method: string
  readonly url: string
  readonly headers?: HeaderList
  readonly body?: ProtocolText | null
  readonly signatureMethod: string
  readonly credentials: ProtocolCredentials
  readonly nonce?: string | null
  readonly timestamp?: string | null
  readonly version?: string | null
  readonly callback?: string | null
  readonly verifier?: string | null
  readonly realm?: string | null
  readonly extra?: readonly (readonly [ProtocolText, ProtocolText])[]
}

export const toOctets = (text: ProtocolText): OctetString =>
  typeof text === 'string' ? text : Buffer.from(text.hex, 'hex')

/** The reverse of `toOctets`. */
export const fromOctets = (text: OctetString): ProtocolText =>
  typeof text === 'string' ? text : { hex: Buffer.from(text).toString('hex') }

export const toPairs = (pairs: readonly (readonly [ProtocolText, ProtocolText])[]): Parameter[] =>
  pairs.map(([name, value]) => [toOctets(name), toOctets(value)])
