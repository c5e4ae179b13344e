/** New token credentials for a session whose token ends, once for all requests that wait for them. */
import { CountersignError } from '../signing/index.ts'
import { requireTimeout, untilAborted } from '../internal/index.ts'
import type { SessionOptions } from './session-options.ts'
import type { SessionSigner } from './session-signer.ts'
import type { TokenCredentials } from './token-credentials.ts'
import { renewalTimeout } from './wait-for-renewal.ts'

/** In milliseconds: a token that ends sooner would end on the way. */
const MARGIN = 30_000
/** Of the timeout of the session, what a renewal may take: a call that waits for it has time left to go on. */
const SHARE = 0.75

export class Renewal {
  readonly #options: SessionOptions
  readonly #signer: SessionSigner
  #running: Promise<void> | null = null
  #reloading: Promise<void> | null = null
  /** What a server said has ended. */
  #ended: TokenCredentials | null = null

  constructor(options: SessionOptions, signer: SessionSigner) {
    this.#options = options
    this.#signer = signer
  }

  get isPossible(): boolean {
    return this.#options.renew !== undefined && this.#signer.credentials.token !== null
  }

  get canReload(): boolean {
    return this.#options.reloadCredentials !== undefined && this.#signer.credentials.token !== null
  }

  /** Whether the token ends within 30 seconds, or has ended, or a renewal is under way. */
  get isDue(): boolean {
    const { credentials } = this.#signer
    const hasEnded =
      credentials === this.#ended || (credentials.expiresAt ?? Infinity) - MARGIN <= Date.now()
    return this.isPossible && (this.#running !== null || hasEnded)
  }

  /** Like `replace`, before a call: where that fails, and the old token is still good, the call has that. */
  async replaceAhead(stale: TokenCredentials): Promise<void> {
    try {
      await this.replace(stale)
    } catch (error) {
      const isUnchanged = this.#signer.credentials === stale && stale !== this.#ended
      if (!isUnchanged || (stale.expiresAt ?? 0) <= Date.now()) throw error
    }
  }

  /** For the next call, where this one cannot go on. */
  noteEnd(credentials: TokenCredentials): void {
    this.#ended = credentials
  }

  /**
   * Settles when the session has other credentials than these, and they are stored.
   *
   * @throws what `renew` and `onRenewed` throw, CountersignError `invalid-credentials`, and TransportError `timeout`
   */
  replace(stale: TokenCredentials): Promise<void> {
    if (this.#running !== null) return this.#running
    // Another call has renewed them since this one was sent.
    if (this.#signer.credentials !== stale) return Promise.resolve()
    this.#running = this.#inTime((signal) => this.#run(stale, signal)).finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /**
   * Takes the credentials that another process has stored in place of these.
   *
   * @returns whether the session has another token by now, or another secret
   * @throws what `reloadCredentials` throws, CountersignError `invalid-credentials`, and TransportError `timeout`
   */
  async reload(stale: TokenCredentials): Promise<boolean> {
    if (this.#running !== null) await this.#running
    else if (this.#signer.credentials === stale) {
      this.#reloading ??= this.#inTime((signal) => this.#reload(stale, signal)).finally(() => {
        this.#reloading = null
      })
      await this.#reloading
    }
    return isOther(this.#signer.credentials, stale)
  }

  /** What comes too late rejects those who wait, and is taken all the same. */
  async #inTime(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const timeout = requireTimeout(this.#options.timeout)
    const limit = Math.ceil((timeout ?? 0) * SHARE)
    const ending = new AbortController()
    // Unlike AbortSignal.timeout, it keeps the process alive, so that those who wait hear of it.
    const timer =
      timeout === null ? undefined : setTimeout(() => ending.abort(renewalTimeout(limit)), limit)
    return untilAborted(ending.signal, () => action(ending.signal)).finally(() =>
      clearTimeout(timer),
    )
  }

  async #run(stale: TokenCredentials, signal: AbortSignal): Promise<void> {
    const { renew, onRenewed } = this.#options
    const renewed = await renew!(stale, signal)
    // It came too late, and another one before it.
    if (this.#signer.credentials !== stale) return
    this.#signer.replace(requireWhole('renew', renewed))
    await onRenewed?.(this.#signer.credentials, stale)
  }

  async #reload(stale: TokenCredentials, signal: AbortSignal): Promise<void> {
    const stored = await this.#options.reloadCredentials!(stale, signal)
    if (stored === null || this.#signer.credentials !== stale) return
    const whole = requireWhole('reloadCredentials', stored)
    if (isOther(whole, stale)) this.#signer.replace(whole)
  }
}

function requireWhole(option: string, brought: TokenCredentials | undefined): TokenCredentials {
  if (!brought?.token || brought.tokenSecret === undefined) {
    throw new CountersignError(
      'invalid-credentials',
      `"${option}" brought no token, or one without a secret`,
      {
        hint: 'let it give token, tokenSecret, sessionHandle and expiresAt, or throw',
      },
    )
  }
  const { token, tokenSecret, sessionHandle = null, expiresAt = null } = brought
  return { token, tokenSecret, sessionHandle, expiresAt }
}

const isOther = (one: TokenCredentials, other: TokenCredentials): boolean =>
  one.token !== other.token || one.tokenSecret !== other.tokenSecret
