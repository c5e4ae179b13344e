/** New token credentials for a session whose token ends, once for all requests that wait for them. */
import { CountersignError } from '../signing/index.ts'
import type { SessionOptions } from './session-options.ts'
import type { SessionSigner } from './session-signer.ts'
import type { TokenCredentials } from './token-credentials.ts'

/** In milliseconds: a token that ends sooner would end on the way. */
const MARGIN = 30_000

export class Renewal {
  readonly #options: SessionOptions
  readonly #signer: SessionSigner
  #running: Promise<void> | null = null
  /** What a server said has ended. */
  #ended: TokenCredentials | null = null

  constructor(options: SessionOptions, signer: SessionSigner) {
    this.#options = options
    this.#signer = signer
  }

  get isPossible(): boolean {
    return this.#options.renew !== undefined && this.#signer.credentials.token !== null
  }

  /** Whether the token ends within 30 seconds, or has ended, or a renewal is under way. */
  get isDue(): boolean {
    const { credentials } = this.#signer
    const hasEnded = credentials === this.#ended || (credentials.expiresAt ?? Infinity) - MARGIN <= Date.now()
    return this.isPossible && (this.#running !== null || hasEnded)
  }

  /** For the next call, where this one cannot go on. */
  noteEnd(credentials: TokenCredentials): void {
    this.#ended = credentials
  }

  /**
   * Settles when the session has other credentials than these, and they are stored.
   *
   * @throws what `renew` and `onRenewed` throw, and CountersignError `invalid-credentials`
   */
  replace(stale: TokenCredentials): Promise<void> {
    if (this.#running !== null) return this.#running
    // Another call has renewed them since this one was sent.
    if (this.#signer.credentials !== stale) return Promise.resolve()
    this.#running = this.#run(stale).finally(() => { this.#running = null })
    return this.#running
  }

  async #run(stale: TokenCredentials): Promise<void> {
    const { renew, onRenewed } = this.#options
    const renewed = await renew!(stale)
    if (!renewed?.token || renewed.tokenSecret === undefined) {
      throw new CountersignError('invalid-credentials', '"renew" brought no token, or one without a secret', {
        hint: 'let it give token, tokenSecret, sessionHandle and expiresAt, or throw',
      })
    }
    const { token, tokenSecret, sessionHandle = null, expiresAt = null } = renewed
    this.#signer.replace({ token, tokenSecret, sessionHandle, expiresAt })
    await onRenewed?.(this.#signer.credentials)
  }
}
