/** The URLs of a service, RFC 5849 §2, checked before anything is sent to them. */
import { withoutQuery } from '../client/index.ts'
import { fail, parseForm, quote } from '../signing/index.ts'

export interface Endpoints {
  /** §2.1: the temporary credential request URI. */
  readonly requestTokenUrl?: string | URL
  /** §2.2: the resource owner authorization URI. */
  readonly authorizeUrl?: string | URL
  /** §2.3: the token request URI. */
  readonly accessTokenUrl?: string | URL
  /** Where a token is renewed; defaults to `accessTokenUrl` where the service gives session handles. */
  readonly renewUrl?: string | URL
  /** Where a token is revoked. */
  readonly revokeUrl?: string | URL
  /** Lets credentials travel over http off loopback, or https unchecked, where anybody on the way can take them. */
  readonly allowInsecureEndpoints?: boolean
}

/** Those that a login needs. */
export const LOGIN_ENDPOINTS = ['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl'] as const
export type EndpointName = (typeof LOGIN_ENDPOINTS)[number] | 'renewUrl' | 'revokeUrl'
const ENDPOINT_NAMES: readonly EndpointName[] = [...LOGIN_ENDPOINTS, 'renewUrl', 'revokeUrl']

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/

/** @throws CountersignError `missing-endpoint`, `invalid-url`, `insecure-endpoint` */
export function requireEndpoint(endpoints: Endpoints, name: EndpointName): string {
  const text = String(endpoints[name] ?? '')
  if (text === '')
    fail('missing-endpoint', '2', `"${name}" is missing`, 'the service tells it to developers')
  const url = requireSoundUrl(endpoints, `"${name}"`, text)
  // §2: an endpoint's own query may not use names that begin with oauth_.
  if (
    parseForm(url.search.slice(1)).some(([parameter]) => String(parameter).startsWith('oauth_'))
  ) {
    fail(
      'invalid-url',
      '2',
      `the query of "${name}" has a name that begins with oauth_`,
      'leave it out',
    )
  }
  return text
}

/** A URL that credentials or a user may go to. @throws CountersignError `invalid-url`, `insecure-endpoint` */
export function requireSoundUrl(
  { allowInsecureEndpoints }: Endpoints,
  what: string,
  text: string,
): URL {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    fail(
      'invalid-url',
      '2',
      `${what} is not an http or https URL: ${quote(withoutQuery(text))}`,
      'give it in full',
    )
  }
  const url = new URL(text)
  if (url.username + url.password !== '') {
    fail(
      'invalid-url',
      '2',
      `${what} holds a user or a password`,
      'take them out of it: they would not be signed',
    )
  }
  // §2.1, §2.3: the replies carry secrets in plain text. RFC silent: loopback is as good as TLS.
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname) && allowInsecureEndpoints !== true) {
    fail(
      'insecure-endpoint',
      '2.1',
      `${what} is not https: ${quote(withoutQuery(text))}`,
      'use https, or else allowInsecureEndpoints',
    )
  }
  // RFC silent: with its certificates unchecked, https is open to anybody on the way as well.
  if (
    url.protocol === 'https:' &&
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' &&
    allowInsecureEndpoints !== true
  ) {
    fail(
      'insecure-endpoint',
      '2.1',
      `NODE_TLS_REJECT_UNAUTHORIZED is 0: no certificate would be checked where ${what} leads`,
      'unset it, and name an authority of your own in NODE_EXTRA_CA_CERTS; or else allowInsecureEndpoints',
    )
  }
  return url
}

/** Those that are given; the others are asked for when they are needed. @throws like `requireEndpoint` */
export function requireSoundEndpoints(endpoints: Endpoints): void {
  for (const name of ENDPOINT_NAMES) if (endpoints[name]) requireEndpoint(endpoints, name)
}
