/** What a sandbox can be told. */
import type { KeyObject } from 'node:crypto'
import type { Trace } from 'countersign/signing'
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
  /** Whether the approval page says that the name was checked; defaults to `false`. RFC 5849 §2.2 */
  readonly verified?: boolean
}

/** The one person whom the sandbox knows. */
export interface SandboxUser {
  readonly name: string
  /** The names of this user's repositories; defaults to `repo`. */
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
  /** On 127.0.0.1. Defaults to any that is free. */
  readonly port?: number
  /** Defaults to one with a random key and secret. */
  readonly consumers?: readonly SandboxConsumer[]
  /** Defaults to `me`. */
  readonly user?: SandboxUser
  /** Whether a person decides on a page, as is the default, or everything is allowed at once. */
  readonly approval?: 'page' | 'automatic'
  /** Seconds since 1970. */
  readonly clock?: () => number
  /** Where tokens, secrets and verifiers come from. Defaults to a cryptographic source. */
  readonly randomText?: RandomText
  /** How long temporary credentials live, in seconds. Defaults to 600. */
  readonly temporaryLifetime?: number
  /** How far off a timestamp may be, either way, in seconds. Defaults to 300. */
  readonly window?: number
  /** Where it departs from RFC 5849, as real services do. Defaults to nowhere. */
  readonly behaviour?: SandboxBehaviour
  /** Tells every client what was wrong and what to do. Without it, strangers learn that the signature is wrong. */
  readonly teach?: boolean
  /** Called once for each request, when it has been answered. */
  readonly onRequest?: (request: SandboxRequest) => void
}
