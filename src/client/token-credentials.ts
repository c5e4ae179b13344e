/** The token credentials of a session, which a renewal replaces as a whole. RFC 5849 §2.3 and the Session extension. */
export interface TokenCredentials {
  /** `oauth_token`; `null` for a session that no user stands behind. */
  readonly token: string | null
  readonly tokenSecret: string | null
  /** `oauth_session_handle`: what a server with the Session extension renews a token by. It is a secret. */
  readonly sessionHandle: string | null
  /** When the token ends, in milliseconds since 1970; `null` where it is not known. */
  readonly expiresAt: number | null
}
