/** Deviations in scheme and host of the base string URI, §3.4.1.2. */
import { firstHeader } from 'countersign/internal'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import { type ObservedRequest } from '../../input/index.ts'
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
      rule: 'the scheme is that of the request as it is sent, in lower case',
    },
    {
      'http-for-https': {
        title: 'signs http:// although the request goes to https://',
        fix: 'sign the URL that is called; behind a proxy that ends TLS, pass the scheme on in X-Forwarded-Proto',
        change: ({ wire }) => (wire.scheme === 'https' ? { scheme: () => 'http' } : null),
        seen: ['edX (behind a proxy)', 'OpenDashboard (behind a proxy)'],
      },
      'https-for-http': {
        title: 'signs https:// although the request goes to http://',
        fix: 'sign the URL that is called, before any upgrade or proxy changes it',
        change: ({ wire }) => (wire.scheme === 'http' ? { scheme: () => 'https' } : null),
        vectors: ['verify-signature/scheme-changed'],
      },
      'scheme-case-kept': {
        title: 'keeps upper-case letters in the scheme',
        fix: 'lower-case it',
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
      rule: 'the host is that of the Host header, in lower case, and nothing of the userinfo belongs to it',
    },
    {
      'host-case-kept': {
        title: 'keeps upper-case letters in the host',
        fix: 'lower-case it',
        change: ({ hostHeader }) => ({
          host: (host) => host,
          ...(hostHeader === null && { authority: asTyped }),
        }),
        seen: ['ddo/oauth-1.0a', 'litl/rauth'],
        vectors: ['base-string-uri/host-lower-cased', 'base-string-uri/ipv6-upper-case'],
      },
      'host-by-locale': {
        title: 'lower-cases the host by the rules of a Turkish locale',
        fix: 'lower-case by ASCII, in no locale',
        change: { authority: asTyped, host: (host) => host.toLocaleLowerCase('tr') },
        vectors: ['base-string-uri/capital-i-in-host'],
      },
      'host-header-ignored': {
        title: 'takes the host from the URL, not from the Host header',
        isOpen: true,
        fix: 'sign the host that is sent in the Host header',
        change: { authority: ({ wire }) => wire },
        vectors: ['signature-base-string/host-header-of-another-host'],
      },
      'forwarded-host-signed': {
        title: 'takes the host from X-Forwarded-Host',
        fix: 'have both sides use the public host',
        change: forwarded,
      },
      'www-added': {
        title: 'signs the host with www. before it',
        fix: 'call the host that the server calls itself, so that nothing redirects',
        change: { host: (host) => `www.${host.toLowerCase()}` },
        seen: ['WP-API/OAuth1 (site URL)'],
      },
      'www-dropped': {
        title: 'signs the host without the www. before it',
        fix: 'call the host that the server calls itself, so that nothing redirects',
        change: { host: (host) => host.toLowerCase().replace(/^www\./, '') },
        seen: ['WP-API/OAuth1 (site URL)'],
      },
      'loopback-by-name': {
        title: 'signs localhost for 127.0.0.1',
        fix: 'use one name for the host on both sides',
        change: { host: (host) => host.replace(/^127\.0\.0\.1$/, 'localhost') },
      },
      'loopback-by-address': {
        title: 'signs 127.0.0.1 for localhost',
        fix: 'use one name for the host on both sides',
        change: { host: (host) => host.replace(/^localhost$/i, '127.0.0.1') },
      },
      'localhost-signed': {
        title: 'signs localhost, where the request goes elsewhere',
        fix: 'sign the URL that is called, not the one behind a proxy or out of a test',
        change: ({ wire }) =>
          /^(?:127\.0\.0\.1|localhost)$/i.test(wire.host) ? null : { host: () => 'localhost' },
      },
      'trailing-dot-dropped': {
        title: 'drops the dot at the end of the host',
        fix: 'keep it, or call the host without it',
        change: { host: (host) => host.toLowerCase().replace(/\.$/, '') },
      },
      'unicode-host-signed': {
        title: 'signs the host name in Unicode',
        fix: 'sign its A-label, xn--…, which the Host header carries',
        change: ({ typed }) =>
          /[^\0-\x7F]/.test(typed.host)
            ? { authority: asTyped, host: (host) => host.toLowerCase() }
            : null,
        seen: ['signers that work on strings'],
        vectors: ['base-string-uri/unicode-host', 'base-string-uri/unicode-host-munich'],
      },
      'typed-host-signed': {
        title: 'signs the host as it was typed, where HTTP clients send it respelled',
        isOpen: true,
        fix: 'serialize the URL once, sign that text and send that text',
        change: ({ typed, wire }) =>
          typed.host.toLowerCase() === wire.host || /[^\0-\x7F]/.test(typed.host)
            ? null
            : { authority: asTyped },
        vectors: ['base-string-uri/ipv6-uncompressed', 'base-string-uri/ipv6-leading-zeros'],
      },
      'ipv6-brackets-dropped': {
        title: 'drops the brackets of an IPv6 address',
        fix: 'keep them',
        change: { host: (host) => host.toLowerCase().replace(/^\[|\]$/g, '') },
        seen: ['ciaranj/node-oauth', 'Mastercard/oauth1-signer-nodejs'],
        vectors: ['base-string-uri/ipv6-loopback', 'base-string-uri/ipv6-default-port'],
      },
      'ipv6-cut': {
        title: 'cuts an IPv6 address at its first colon',
        fix: 'split the port off at the last colon behind the brackets',
        change: {
          host: (host) =>
            host.startsWith('[') ? host.slice(0, host.indexOf(':')) : host.toLowerCase(),
        },
        vectors: ['base-string-uri/ipv6-loopback', 'base-string-uri/ipv6-default-port'],
      },
      'userinfo-kept': {
        title: 'keeps user and password of the URL',
        fix: 'take them out of the URL',
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
      rule: 'the base string URI is put together from scheme, host, port and path, each by its rule',
    },
    {
      'uri-as-typed': {
        title:
          'cuts the URL at its "?" and signs the rest as it was typed: case, default port, empty path and all',
        fix: 'lower-case scheme and host, drop the default port, and sign "/" for an empty path',
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
