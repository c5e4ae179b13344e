/** What the sandbox knows and remembers, in memory alone: its settings and the credentials it has issued. */
import { createMemoryReplayStore, type ReplayStore } from 'countersign/server'
import {
  createCredentialStore,
  type Credentials,
  type CredentialStore,
} from './credentials/store.ts'
import type { Settings } from './settings.ts'

/** §2.1: what a client holds while it waits for the owner's decision. */
export interface TemporaryCredentials extends Credentials {
  /** An absolute URI, or `oob`; settled when they were asked for, but where the authorize URL tells it. */
  callback: string
  /** In seconds since 1970: the last second in which they are good. */
  readonly expires: number
  /** Known to the approval page alone. §4.13 */
  readonly forgeryToken: string
  /** What the client asked for; `null` where there are no scopes. */
  scopes: readonly string[] | null
  decision: 'none' | 'allowed' | 'denied'
  verifier: string
  triesLeft: number
  isUsed: boolean
}

/** §2.3: what a client calls the API with, for the sandbox's one user. */
export interface TokenCredentials extends Credentials {
  readonly scopes: readonly string[] | null
  /** In seconds since 1970: the last second in which they are good; `null`: without end. */
  expires: number | null
  /** What a renewal asks for, once. */
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

/** Nonces are forgotten with it: after a restart with the same consumers, an old request passes within the window. */
export function createProvider(settings: Settings): Provider {
  return {
    ...settings,
    temporaryCredentials: createCredentialStore(),
    tokenCredentials: createCredentialStore(),
    replayStore: createMemoryReplayStore(),
  }
}
