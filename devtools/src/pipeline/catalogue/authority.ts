/** Deviations in the scheme and the host of the base string URI, §3.4.1.2. */
import { firstHeader, type ObservedRequest } from '../../input/index.ts'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import type { Authority } from '../plan.ts'
import { splitAuthority } from '../plain-plan.ts'

const portText = (port: string | null): string => (port === null ? '' : `:${port}`)
const asTyped = ({ typed }: ObservedRequest): Authority => typed

const forwarded = (request: ObservedRequest): Change | null => {
  const host = firstHeader(request.headers, 'x-forwarded-host')
  return host === null ? null : { authority: () => splitAuthority(host.split(',')[0]!.trim()) }
}

export const AUTHORITY: readonly Deviation[] = [
  ...catalogue(
    {
      part: 'uri',
      section: '3.4.1.2',
      rule: 'the base string URI has the scheme of the request as it is sent, in lower case',
    },
    {
      'http-for-https': {
        title: 'signs http:// although the request is sent to https://',
        fix: 'sign the URL that the client calls; behind a proxy that terminates TLS, forward the scheme in X-Forwarded-Proto',
        change: ({ wire }) => (wire.scheme === 'https' ? { scheme: () => 'http' } : null),
        seen: ['edX (behind a proxy)', 'OpenDashboard (behind a proxy)'],
      },
      'https-for-http': {
        title: 'signs https:// although the request is sent to http://',
        fix: 'sign the URL that the client calls, before an upgrade or a proxy changes it',
        change: ({ wire }) => (wire.scheme === 'http' ? { scheme: () => 'https' } : null),
        vectors: ['verify-signature/scheme-changed'],
      },
      'scheme-case-kept': {
        title: 'keeps upper-case letters in the scheme',
        fix: 'convert the scheme to lower case',
        change: { scheme: ({ typed }) => typed.scheme },
        seen: ['litl/rauth'],
        vectors: ['base-string-uri/scheme-lower-cased', 'base-string-uri/scheme-lower-cased-https'],
      },
    },
  ),
  ...catalogue(
    {
      part: 'uri',
      section: '3.4.1.2',
      rule: 'the base string URI has the host of the Host header, in lower case, without user name and password',
    },
    {
      'host-case-kept': {
        title: 'keeps upper-case letters in the host',
        fix: 'convert the host to lower case',
        change: ({ hostHeader }) => ({
          host: (host) => host,
          ...(hostHeader === null && { authority: asTyped }),
        }),
        seen: ['ddo/oauth-1.0a', 'litl/rauth'],
        vectors: ['base-string-uri/host-lower-cased', 'base-string-uri/ipv6-upper-case'],
      },
      'host-by-locale': {
        title: 'converts the host to lower case by the rules of a Turkish locale',
        fix: 'use an ASCII lower-case conversion that does not depend on the locale',
        change: { authority: asTyped, host: (host) => host.toLocaleLowerCase('tr') },
        vectors: ['base-string-uri/capital-i-in-host'],
      },
      'host-header-ignored': {
        title: 'takes the host from the URL instead of the Host header',
        isOpen: true,
        fix: 'sign the host that is sent in the Host header',
        change: { authority: ({ wire }) => wire },
        vectors: ['signature-base-string/host-header-of-another-host'],
      },
      'forwarded-host-signed': {
        title: 'takes the host from the X-Forwarded-Host header',
        fix: 'use the public host name on both sides',
        change: forwarded,
      },
      'www-added': {
        title: 'signs the host with a "www." prefix',
        fix: 'call the host name that the server uses for itself, so that no redirect occurs',
        change: { host: (host) => `www.${host.toLowerCase()}` },
        seen: ['WP-API/OAuth1 (site URL)'],
      },
      'www-dropped': {
        title: 'signs the host without its "www." prefix',
        fix: 'call the host name that the server uses for itself, so that no redirect occurs',
        change: { host: (host) => host.toLowerCase().replace(/^www\./, '') },
        seen: ['WP-API/OAuth1 (site URL)'],
      },
      'loopback-by-name': {
        title: 'signs localhost instead of 127.0.0.1',
        fix: 'use the same name for the host on both sides',
        change: { host: (host) => host.replace(/^127\.0\.0\.1$/, 'localhost') },
      },
      'loopback-by-address': {
        title: 'signs 127.0.0.1 instead of localhost',
        fix: 'use the same name for the host on both sides',
        change: { host: (host) => host.replace(/^localhost$/i, '127.0.0.1') },
      },
      'localhost-signed': {
        title: 'signs localhost although the request is sent to another host',
        fix: 'sign the URL that the client calls, not the URL behind a proxy or in a test',
        change: ({ wire }) =>
          /^(?:127\.0\.0\.1|localhost)$/i.test(wire.host) ? null : { host: () => 'localhost' },
      },
      'trailing-dot-dropped': {
        title: 'removes the dot at the end of the host',
        fix: 'keep the dot, or call the host without it',
        change: { host: (host) => host.toLowerCase().replace(/\.$/, '') },
      },
      'unicode-host-signed': {
        title: 'signs the host name in Unicode',
        fix: 'sign the A-label (xn--…) that the Host header carries',
        change: ({ typed }) =>
          /[^\0-\x7F]/.test(typed.host)
            ? { authority: asTyped, host: (host) => host.toLowerCase() }
            : null,
        seen: ['signers that work on strings'],
        vectors: ['base-string-uri/unicode-host', 'base-string-uri/unicode-host-munich'],
      },
      'typed-host-signed': {
        title:
          'signs the host as it was typed, although HTTP clients normalize it before they send it',
        isOpen: true,
        fix: 'serialize the URL once, then sign and send that text',
        change: ({ typed, wire }) =>
          typed.host.toLowerCase() === wire.host || /[^\0-\x7F]/.test(typed.host)
            ? null
            : { authority: asTyped },
        vectors: ['base-string-uri/ipv6-uncompressed', 'base-string-uri/ipv6-leading-zeros'],
      },
      'ipv6-brackets-dropped': {
        title: 'removes the brackets of an IPv6 address',
        fix: 'keep the brackets',
        change: { host: (host) => host.toLowerCase().replace(/^\[|\]$/g, '') },
        seen: ['ciaranj/node-oauth', 'Mastercard/oauth1-signer-nodejs'],
        vectors: ['base-string-uri/ipv6-loopback', 'base-string-uri/ipv6-default-port'],
      },
      'ipv6-cut': {
        title: 'cuts an IPv6 address at its first colon',
        fix: 'look for the port after the closing bracket',
        change: {
          host: (host) =>
            host.startsWith('[') ? host.slice(0, host.indexOf(':')) : host.toLowerCase(),
        },
        vectors: ['base-string-uri/ipv6-loopback', 'base-string-uri/ipv6-default-port'],
      },
      'userinfo-kept': {
        title: 'keeps the user name and the password of the URL',
        fix: 'remove the user name and the password from the URL',
        change: { userinfo: ({ userinfo }) => (userinfo === null ? '' : `${userinfo}@`) },
        seen: ['Authlib', 'ddo/oauth-1.0a'],
        vectors: ['base-string-uri/userinfo', 'base-string-uri/userinfo-without-password'],
      },
    },
  ),
  ...catalogue(
    {
      part: 'uri',
      section: '3.4.1.2',
      rule: 'the base string URI consists of the normalized scheme, host, port and path',
    },
    {
      'uri-as-typed': {
        title:
          'removes the query and signs the rest of the URL without normalizing scheme, host, port and path',
        fix: 'convert the scheme and the host to lower case, remove the default port, and sign "/" for an empty path',
        change: {
          scheme: ({ typed }) => typed.scheme,
          authority: asTyped,
          host: (host) => host,
          port: portText,
          pathOf: ({ typed }) => typed.path,
        },
        seen: ['ddo/oauth-1.0a', 'tcllib oauth'],
        vectors: ['signature-base-string/uri-default-port'],
      },
    },
  ),
]
