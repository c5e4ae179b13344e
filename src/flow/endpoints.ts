/** The URLs of a service, RFC 5849 §2. They are checked before a request is sent to them. */
import { withoutQuery } from '../client/index.ts'
import { isLoopback, type OptionKinds } from '../internal/index.ts'
import { fail, parseForm, parseUrl, quote } from '../signing/index.ts'

export interface Endpoints {
  /** The temporary credential request URI. §2.1 */
  readonly requestTokenUrl?: string | URL
  /** The resource owner authorization URI. §2.2 */
  readonly authorizeUrl?: string | URL
  /** The token request URI. §2.3 */
  readonly accessTokenUrl?: string | URL
  /**
   * The URL that renews a token. Defaults to `accessTokenUrl`, if the token came with a session
   * handle.
   */
  readonly renewUrl?: string | URL
  /** The URL that revokes a token. */
  readonly revokeUrl?: string | URL
  /**
   * Allows http to a host that is not loopback, and https without the check of certificates. Anyone
   * on the network path can then read the credentials.
   *
   * @default false
   */
  readonly allowInsecureEndpoints?: boolean
}

export const ENDPOINT_OPTIONS: OptionKinds<Endpoints> = {
  requestTokenUrl: 'any',
  authorizeUrl: 'any',
  accessTokenUrl: 'any',
  renewUrl: 'any',
  revokeUrl: 'any',
  allowInsecureEndpoints: 'flag',
}

/** The endpoints of a three-legged login. */
export const LOGIN_ENDPOINTS = ['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl'] as const
export type EndpointName = (typeof LOGIN_ENDPOINTS)[number] | 'renewUrl' | 'revokeUrl'
const ENDPOINT_NAMES: readonly EndpointName[] = [...LOGIN_ENDPOINTS, 'renewUrl', 'revokeUrl']

/** @throws CountersignError `missing-endpoint`, `invalid-url`, `insecure-endpoint` */
export function requireEndpoint(endpoints: Endpoints, name: EndpointName): string {
  const text = String(endpoints[name] ?? '')
  if (text === '')
    fail('missing-endpoint', '2', `"${name}" is missing`, 'see the documentation of the service')
  const url = requireSafeUrl(endpoints, `"${name}"`, text)
  // §2: the query of an endpoint has no names that begin with oauth_.
  const names = parseForm(url.search.slice(1)).map(([parameter]) => String(parameter))
  if (names.some((parameter) => parameter.startsWith('oauth_'))) {
    fail(
      'invalid-url',
      '2',
      `the query of "${name}" has a name that begins with oauth_`,
      'remove the parameter from the URL',
    )
  }
  return text
}

/**
 * Checks a URL that credentials or a user are sent to.
 *
 * @param what the name of the URL in messages
 * @throws CountersignError `invalid-url`, `insecure-endpoint`
 */
export function requireSafeUrl(endpoints: Endpoints, what: string, text: string): URL {
  const url = parseUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    fail(
      'invalid-url',
      '2',
      `${what} is not an http or https URL: ${quote(withoutQuery(text))}`,
      'give an absolute URL',
    )
  }
  if (url.username + url.password !== '') {
    fail(
      'invalid-url',
      '2',
      `${what} contains a user name or a password`,
      'remove them from the URL: a signature does not cover them',
    )
  }
  if (endpoints.allowInsecureEndpoints !== true) requirePrivateUrl(what, text)
  return url
}

/** @throws CountersignError `insecure-endpoint` */
function requirePrivateUrl(what: string, text: string): void {
  const url = new URL(text)
  // §2.1, §2.3: the replies carry secrets in plain text. RFC silent: http to loopback is as private
  // as TLS.
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    fail(
      'insecure-endpoint',
      '2.1',
      `${what} is not https: ${quote(withoutQuery(text))}`,
      'use https, or set allowInsecureEndpoints',
    )
  }
  // RFC silent: https without the check of certificates gives no privacy either.
  if (url.protocol === 'https:' && process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    fail(
      'insecure-endpoint',
      '2.1',
      `NODE_TLS_REJECT_UNAUTHORIZED=0 disables the check of certificates for ${what}`,
      'unset it, and name your certificate authority in NODE_EXTRA_CA_CERTS; or set allowInsecureEndpoints',
    )
  }
}

/** Checks the endpoints that are given. @throws CountersignError as `requireEndpoint` does */
export function requireSafeEndpoints(endpoints: Endpoints): void {
  for (const name of ENDPOINT_NAMES) if (endpoints[name]) requireEndpoint(endpoints, name)
}
