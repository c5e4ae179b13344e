/** Signs with the present token credentials of a session, by its own clock or by one that was learned. */
import {
  createSigner,
  currentTimestamp,
  type Signer,
  SIGNING_OPTIONS,
  type SigningOptions,
} from '../signing/index.ts'
import type { SessionOptions } from './session-options.ts'
import type { TokenCredentials } from './token-credentials.ts'

export class SessionSigner {
  readonly #options: SessionOptions
  #credentials: TokenCredentials
  #signer: Signer
  /** The last one for another clock. */
  #ahead: { readonly offset: number; readonly signer: Signer } | null = null

  /** @throws CountersignError for options that cannot sign */
  constructor(options: SessionOptions) {
    const { token = null, tokenSecret = null, sessionHandle = null, expiresAt = null } = options
    this.#options = options
    this.#credentials = { token, tokenSecret, sessionHandle, expiresAt }
    this.#signer = createSigner(signingOptions(options))
  }

  get credentials(): TokenCredentials {
    return this.#credentials
  }

  /** @throws CountersignError for credentials that cannot sign; the old ones stay then */
  replace({ token, tokenSecret, sessionHandle, expiresAt }: TokenCredentials): void {
    this.#signer = createSigner({ ...signingOptions(this.#options), token, tokenSecret })
    this.#credentials = { token, tokenSecret, sessionHandle, expiresAt }
    this.#ahead = null
  }

  /** @param offset what the timestamp is to be ahead of our clock, in seconds */
  at(offset: number): Signer {
    if (offset === 0) return this.#signer
    if (this.#ahead?.offset !== offset) this.#ahead = { offset, signer: this.create({}, offset) }
    return this.#ahead.signer
  }

  /** A signer of its own, with other options. */
  create(options: Partial<SigningOptions>, offset: number): Signer {
    const { token, tokenSecret } = this.#credentials
    const timestamp = (): number => currentTimestamp() + offset
    return createSigner({
      ...signingOptions(this.#options),
      token,
      tokenSecret,
      ...(offset !== 0 && { timestamp }),
      ...options,
    })
  }
}

/** Those of a session's options that a signer has. */
function signingOptions(options: SessionOptions): SigningOptions {
  const own = Object.entries(options).filter(([name]) => SIGNING_OPTIONS.includes(name))
  return Object.fromEntries(own) as unknown as SigningOptions
}
