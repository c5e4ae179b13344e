/** The options of a sandbox. */
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
  /** The name of the client on the approval page. */
  readonly name: string
  /**
   * Whether the approval page says that the name was checked. Defaults to `false`. RFC 5849 §2.2
   */
  readonly verified?: boolean
}

/** The only user of the sandbox. */
export interface SandboxUser {
  readonly name: string
  /** The names of this user's repositories. Defaults to `['repo']`. */
  readonly repositories?: readonly string[]
}

/**
 * One request and its outcome, for a log.
 *
 * Masked in the trace: PLAINTEXT signatures (`***`), signing keys (`*`), and the values of secret
 * names, such as `oauth_verifier` and `x_auth_password` (`hidden`). Not masked: the path, the
 * values of all other names in query, header and form, and in `advice` the header and parameter
 * values that `behaviour` demands.
 */
export interface SandboxRequest {
  readonly method: string
  /** The path of the request target, without the query. The query is in `trace`. */
  readonly path: string
  readonly status: number
  /**
   * The `oauth_problem` or the error code of a refusal. The client may have received a less precise
   * one.
   */
  readonly problem: string | null
  /** The same as a sentence. */
  readonly advice: string | null
  /**
   * The stages of the signature that the sandbox computed, masked. `null` if the request could not
   * be read.
   */
  readonly trace: Trace | null
}

/** All options are optional. Errors of the functions among them are not caught. */
export interface SandboxOptions {
  /** The port on 127.0.0.1. Defaults to 0, which selects a free port. */
  readonly port?: number
  /** The registered clients. Defaults to one with a random key and secret. */
  readonly consumers?: readonly SandboxConsumer[]
  /** Defaults to a user with the name `me`. */
  readonly user?: SandboxUser
  /**
   * `page` asks the user on a page. `automatic` allows every request for access. Defaults to
   * `page`.
   */
  readonly approval?: 'page' | 'automatic'
  /** Returns seconds since 1970. Defaults to the system clock. */
  readonly clock?: () => number
  /** Generates tokens, secrets and verifiers. Defaults to a cryptographic source. */
  readonly randomText?: RandomText
  /** The lifetime of temporary credentials, in seconds. Defaults to 600. */
  readonly temporaryLifetime?: number
  /** The allowed clock difference in both directions, in seconds. Defaults to 300. */
  readonly window?: number
  /** Behaviour other than that of RFC 5849, as in real services. Defaults to none. */
  readonly behaviour?: SandboxBehaviour
  /**
   * Whether refusals tell every client the exact cause and the next step. Otherwise an unknown
   * client or token is reported as a wrong signature. Defaults to `false`.
   */
  readonly teach?: boolean
  /** Called once for each request, after the answer is sent. */
  readonly onRequest?: (request: SandboxRequest) => void
}
