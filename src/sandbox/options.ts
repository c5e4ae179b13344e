/** What a sandbox can be told. */
import type { KeyObject } from 'node:crypto'
import type { Trace } from '../signing/index.ts'
import type { SandboxBehaviour } from './behaviour.ts'
import type { RandomText } from './random-text.ts'

/** A client that is registered with the sandbox. It has a secret, a public key, or both. */
export interface SandboxConsumer {
  readonly consumerKey: string
  /** For HMAC and PLAINTEXT. May be empty. */
  readonly consumerSecret?: string
  /** For RSA: a PEM text (public key or certificate) or a key. */
  readonly publicKey?: string | KeyObject
  /** What the approval page calls it. */
  readonly name: string
  /** Whether the approval page says that the name was checked; `false` unless given. RFC 5849 §2.2 */
  readonly verified?: boolean
}

/** The one person whom the sandbox knows. */
export interface SandboxUser {
  readonly name: string
  /** The names of this user's repositories; `repo` unless given. */
  readonly repositories?: readonly string[]
}

/** One request and how it went. It holds no secret: values under secret names read `hidden` in its trace. */
export interface SandboxRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly status: number
  /** Why it was refused, by the code of the error; the answer may have told the client less. */
  readonly problem: string | null
  /** The same in words. */
  readonly advice: string | null
  /** What the sandbox made of the request on its way to the signature, where it came that far. */
  readonly trace: Trace | null
}

/** Nothing is required. What the functions among the options throw is not caught. */
export interface SandboxOptions {
  /** On 127.0.0.1; any that is free unless given. */
  readonly port?: number
  /** One with a random key and secret unless given. */
  readonly consumers?: readonly SandboxConsumer[]
  /** `me` unless given. */
  readonly user?: SandboxUser
  /** Whether a person decides on a page, as is the default, or everything is allowed at once. */
  readonly approval?: 'page' | 'automatic'
  /** Seconds since 1970. */
  readonly clock?: () => number
  /** Where tokens, secrets and verifiers come from: a cryptographic source unless given. */
  readonly randomText?: RandomText
  /** How long temporary credentials live, in seconds; 600 unless given. */
  readonly temporaryLifetime?: number
  /** How far off a timestamp may be, either way, in seconds; 300 unless given. */
  readonly window?: number
  /** Where it departs from RFC 5849, as real services do; nowhere unless given. */
  readonly behaviour?: SandboxBehaviour
  /** Tells every client what was wrong and what to do. Without it, strangers learn that the signature is wrong. */
  readonly teach?: boolean
  /** Called once for each request, when it has been answered. */
  readonly onRequest?: (request: SandboxRequest) => void
}
