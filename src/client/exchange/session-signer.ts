/** The token credentials of a session, and the signer that uses them. */
import {
  createSigner,
  currentTimestamp,
  fail,
  type Signer,
  SIGNING_OPTIONS,
  type SigningOptions,
} from '../../signing/index.ts'
import type { RequestProtocol } from '../request/request-options.ts'

/**
 * The token credentials of a session. A renewal replaces all of them. RFC 5849 §2.3, Session
 * extension
 */
export interface TokenCredentials {
  /** `oauth_token`. `null` for a session without a user. */
  readonly token: string | null
  /** `oauth_token_secret`. It is a secret. */
  readonly tokenSecret: string | null
  /**
   * `oauth_session_handle`, by which a server with the Session extension renews the token. It is a
   * secret.
   */
  readonly sessionHandle: string | null
  /** The expiry of the token, in milliseconds since 1970. `null` if it is not known. */
  readonly expiresAt: number | null
}

type SignerOptions = SigningOptions & Partial<Pick<TokenCredentials, 'sessionHandle' | 'expiresAt'>>

/** Signs with the current token credentials, by the local clock or by a learned offset from it. */
export class SessionSigner {
  readonly #options: SignerOptions
  #credentials: TokenCredentials
  #signer: Signer
  /** The last signer whose clock has an offset. */
  #ahead: { readonly offset: number; readonly signer: Signer } | null = null

  /** @throws CountersignError for options that cannot sign, `missing-credential` */
  constructor(options: SignerOptions) {
    const { token = null, tokenSecret = null, sessionHandle = null, expiresAt = null } = options
    this.#options = options
    this.#credentials = { token, tokenSecret, sessionHandle, expiresAt }
    this.#signer = createSigner(signingOptions(options))
    requireTokenSecret(options)
  }

  get credentials(): TokenCredentials {
    return this.#credentials
  }

  /**
   * @throws CountersignError for credentials that cannot sign. The old credentials stay in that
   *   case.
   */
  replace({ token, tokenSecret, sessionHandle, expiresAt }: TokenCredentials): void {
    this.#signer = createSigner({ ...signingOptions(this.#options), token, tokenSecret })
    this.#credentials = { token, tokenSecret, sessionHandle, expiresAt }
    this.#ahead = null
  }

  /** @param offset from the local clock, in seconds */
  at(offset: number): Signer {
    if (offset === 0) return this.#signer
    if (this.#ahead?.offset !== offset) this.#ahead = { offset, signer: this.create({}, offset) }
    return this.#ahead.signer
  }

  /** Creates another signer with the same credentials and other options. */
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

function signingOptions(options: SignerOptions): SigningOptions {
  const own = Object.entries(options).filter(([name]) => SIGNING_OPTIONS.includes(name))
  return Object.fromEntries(own) as unknown as SigningOptions
}

/** RFC 5849 §1.1: a token has a secret. RSA methods and methods of the caller do not use it. */
function requireTokenSecret({
  token,
  tokenSecret,
  signatureMethod = 'HMAC-SHA1',
}: SigningOptions): void {
  const isShared = typeof signatureMethod === 'string' && !signatureMethod.startsWith('RSA')
  if (!isShared || !token || tokenSecret !== undefined) return
  fail(
    'missing-credential',
    '1.1',
    '"tokenSecret" is missing',
    'it belongs to the token; give "" if the server issued none',
  )
}

/**
 * The secrets that sign a request, and those in its protocol parameters. No message may repeat
 * them.
 */
export function knownSecrets(
  { consumerSecret }: Pick<SigningOptions, 'consumerSecret'>,
  { tokenSecret, sessionHandle }: TokenCredentials,
  { verifier, extra = [] }: RequestProtocol = {},
): string[] {
  const values = extra.map(([, value]) => value)
  return [consumerSecret, tokenSecret, sessionHandle, verifier, ...values].filter(
    (secret) => typeof secret === 'string',
  )
}
