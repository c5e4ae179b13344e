/**
 * The state of a sandbox, in memory: its settings, the credentials that it issued, and the nonces.
 */
import { createMemoryReplayStore, type ReplayStore } from 'countersign/server'
import {
  createCredentialStore,
  type Credentials,
  type CredentialStore,
} from './credentials/store.ts'
import type { Settings } from './settings.ts'

/** §2.1: the credentials of a client that waits for the owner's decision. */
export interface TemporaryCredentials extends Credentials {
  /** An absolute URI, or `oob`. The authorize URL changes it if `callbackMode` is `authorize`. */
  callback: string
  /** The last second of their lifetime, in seconds since 1970. */
  readonly expires: number
  /** A secret that only the approval page holds. §4.13 */
  readonly forgeryToken: string
  /** The scopes that the client asked for. `null` if the sandbox has no scopes. */
  scopes: readonly string[] | null
  decision: 'none' | 'allowed' | 'denied'
  verifier: string
  triesLeft: number
  isUsed: boolean
}

/** §2.3: the credentials of a client for calls of the API, for the sandbox's only user. */
export interface TokenCredentials extends Credentials {
  readonly scopes: readonly string[] | null
  /** The last second of their lifetime, in seconds since 1970. `null` if they do not expire. */
  expires: number | null
  /** The handle for the next renewal. It is valid once. */
  sessionHandle: string | null
  isRevoked: boolean
}

export function isExpired({ expires }: TokenCredentials, { clock }: Provider): boolean {
  return expires !== null && clock() > expires
}

export interface Provider extends Settings {
  readonly temporaryCredentials: CredentialStore<TemporaryCredentials>
  readonly tokenCredentials: CredentialStore<TokenCredentials>
  readonly replayStore: ReplayStore
}

/** A restart loses the nonces: a request that was sent before it passes again within the window. */
export function createProvider(settings: Settings): Provider {
  return {
    ...settings,
    temporaryCredentials: createCredentialStore(),
    tokenCredentials: createCredentialStore(),
    replayStore: createMemoryReplayStore(),
  }
}
