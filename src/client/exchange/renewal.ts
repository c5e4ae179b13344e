/** The renewal of token credentials. All requests that wait for new ones share one renewal. */
import { type OptionKinds, requireTimeout, untilAborted } from '../../internal/index.ts'
import { CountersignError } from '../../signing/index.ts'
import { TransportError } from '../errors/transport-error.ts'
import type { SessionSigner, TokenCredentials } from './session-signer.ts'

/** For servers whose tokens expire. Session extension, draft 1 */
export interface RenewalOptions {
  /**
   * `oauth_session_handle` of the server's reply. It is a secret.
   *
   * @default null
   */
  readonly sessionHandle?: string | null
  /**
   * The expiry of the token, in milliseconds since 1970.
   *
   * @default null
   */
  readonly expiresAt?: number | null
  /**
   * Obtains new token credentials. It is called once for all waiting requests, 30 seconds before
   * the token expires or when a server reports that it has expired. It must not use the session
   * itself. `renew` and `onRenewed` share three quarters of the session's timeout. Then the signal
   * fires, and the waiting requests reject with a TransportError `timeout`. They also reject with
   * an error that `renew` throws, unless the old token is still valid.
   */
  readonly renew?: (credentials: TokenCredentials, signal: AbortSignal) => Promise<TokenCredentials>
  /**
   * Stores the new credentials, which the session has already. The requests wait for it, and reject
   * with an error that it throws.
   */
  readonly onRenewed?: (
    credentials: TokenCredentials,
    old: TokenCredentials,
  ) => void | Promise<void>
  /**
   * Reads the stored credentials, if other processes renew them too. It returns `null` if there are
   * none. It is called when a server answers 401, or refuses the token or the signature. If the
   * credentials differ, the session takes them, and sends the request once more if it is a GET,
   * HEAD, PUT, DELETE or OPTIONS, or if the refusal shows that nothing was done. It has as much
   * time as `renew`. The requests reject with an error that it throws.
   */
  readonly reloadCredentials?: (
    credentials: TokenCredentials,
    signal: AbortSignal,
  ) => TokenCredentials | null | Promise<TokenCredentials | null>
}

export const RENEWAL_OPTIONS: OptionKinds<RenewalOptions> = {
  sessionHandle: 'text',
  expiresAt: 'number',
  renew: 'function',
  onRenewed: 'function',
  reloadCredentials: 'function',
}

/** In milliseconds. A token that expires sooner is renewed before a request. */
const EXPIRY_MARGIN = 30_000
/**
 * The share of the session's timeout that a renewal may take. The rest is for the request that
 * waits for it.
 */
const RENEWAL_SHARE = 0.75

export class Renewal {
  readonly #options: RenewalOptions & { readonly timeout?: number | null }
  readonly #signer: SessionSigner
  #running: Promise<void> | null = null
  #reloading: Promise<void> | null = null
  /** The credentials that a server reported as expired. */
  #expired: TokenCredentials | null = null

  constructor(
    options: RenewalOptions & { readonly timeout?: number | null },
    signer: SessionSigner,
  ) {
    this.#options = options
    this.#signer = signer
  }

  get isPossible(): boolean {
    return this.#options.renew !== undefined && this.#signer.credentials.token !== null
  }

  get canReload(): boolean {
    return this.#options.reloadCredentials !== undefined && this.#signer.credentials.token !== null
  }

  /** Whether the token has expired or expires within 30 seconds, or a renewal is running. */
  get isDue(): boolean {
    if (!this.isPossible) return false
    const { credentials } = this.#signer
    const expiresAt = credentials.expiresAt ?? Infinity
    const isExpired = credentials === this.#expired || expiresAt - EXPIRY_MARGIN <= Date.now()
    return this.#running !== null || isExpired
  }

  /** Like `replace`, before a call. A failure is ignored as long as the old token is valid. */
  async replaceAhead(stale: TokenCredentials): Promise<void> {
    try {
      await this.replace(stale)
    } catch (error) {
      const isUnchanged = this.#signer.credentials === stale && stale !== this.#expired
      if (!isUnchanged || (stale.expiresAt ?? 0) <= Date.now()) throw error
    }
  }

  /** Makes the next call renew the token, if the current one cannot be sent again. */
  markExpired(credentials: TokenCredentials): void {
    this.#expired = credentials
  }

  /**
   * Resolves when the session has other credentials, and they are stored.
   *
   * @throws what `renew` and `onRenewed` throw; CountersignError `invalid-credentials`;
   *   TransportError `timeout`
   */
  replace(stale: TokenCredentials): Promise<void> {
    if (this.#running !== null) return this.#running
    // Another call has renewed them since this request was sent.
    if (this.#signer.credentials !== stale) return Promise.resolve()
    this.#running = this.#inTime((signal) => this.#run(stale, signal)).finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /**
   * Takes the credentials that another process has stored.
   *
   * @returns whether the session has another token or token secret now
   * @throws what `reloadCredentials` throws; CountersignError `invalid-credentials`; TransportError
   *   `timeout`
   */
  async reload(stale: TokenCredentials): Promise<boolean> {
    if (this.#running !== null) await this.#running
    else if (this.#signer.credentials === stale) {
      this.#reloading ??= this.#inTime((signal) => this.#reload(stale, signal)).finally(() => {
        this.#reloading = null
      })
      await this.#reloading
    }
    return differs(this.#signer.credentials, stale)
  }

  /**
   * After the time limit the waiting requests are rejected. Credentials that arrive later are still
   * taken.
   */
  async #inTime(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const timeout = requireTimeout(this.#options.timeout)
    const limit = Math.ceil((timeout ?? 0) * RENEWAL_SHARE)
    const ending = new AbortController()
    // Unlike AbortSignal.timeout, this timer keeps the process alive until the waiting requests are
    // rejected.
    const timer =
      timeout === null ? undefined : setTimeout(() => ending.abort(renewalTimeout(limit)), limit)
    return untilAborted(ending.signal, () => action(ending.signal)).finally(() =>
      clearTimeout(timer),
    )
  }

  async #run(stale: TokenCredentials, signal: AbortSignal): Promise<void> {
    const { renew, onRenewed } = this.#options
    const renewed = await renew!(stale, signal)
    // It arrived after the time limit, and another renewal was faster.
    if (this.#signer.credentials !== stale) return
    this.#signer.replace(requireComplete('renew', renewed))
    await onRenewed?.(this.#signer.credentials, stale)
  }

  async #reload(stale: TokenCredentials, signal: AbortSignal): Promise<void> {
    const stored = await this.#options.reloadCredentials!(stale, signal)
    if (stored === null || this.#signer.credentials !== stale) return
    const complete = requireComplete('reloadCredentials', stored)
    if (differs(complete, stale)) this.#signer.replace(complete)
  }
}

/** @throws CountersignError `invalid-credentials` */
function requireComplete(option: string, result: TokenCredentials | undefined): TokenCredentials {
  if (!result?.token || result.tokenSecret === undefined) {
    throw new CountersignError(
      'invalid-credentials',
      `"${option}" returned no token, or a token without a secret`,
      {
        hint: 'return token, tokenSecret, sessionHandle and expiresAt, or throw an error',
      },
    )
  }
  const { token, tokenSecret, sessionHandle = null, expiresAt = null } = result
  return { token, tokenSecret, sessionHandle, expiresAt }
}

const differs = (current: TokenCredentials, old: TokenCredentials): boolean =>
  current.token !== old.token || current.tokenSecret !== old.tokenSecret

/** The error of a request whose renewal did not end in time. @param limit in milliseconds */
export function renewalTimeout(limit: number): TransportError {
  return new TransportError(
    'timeout',
    `the renewal of the token did not end within ${limit} ms`,
    null,
    {
      hint: 'check what "renew", "onRenewed" and "reloadCredentials" wait for, or increase the timeout',
    },
  )
}
