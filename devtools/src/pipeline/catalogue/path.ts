/** Deviations in the path of the base string URI, §3.4.1.2. */
import { percentDecode, percentEncode } from 'countersign/signing'
import { catalogue, type Change, type Deviation } from '../deviation.ts'
import { asText } from '../plain-plan.ts'

const path = (change: (path: string) => string): Change => ({ path: [change] })
const segments = (change: (segment: string) => string): Change =>
  path((text) => text.split('/').map(change).join('/'))
const escapes = (change: (escape: string) => string): Change =>
  path((text) => text.replace(/%[0-9A-Fa-f]{2}/g, change))

const resolveDots = (text: string): string =>
  new URL(`http://host${text.startsWith('/') ? text : `/${text}`}`).pathname
const isUnreserved = (escape: string): boolean =>
  /^%(?:[46][1-9A-F]|[57][0-9A]|3[0-9]|2[DE]|5F|7E)$/i.test(escape)

export const PATH: readonly Deviation[] = catalogue(
  {
    part: 'uri',
    section: '3.4.1.2',
    rule: 'the path is signed as it is sent, with its percent escapes, and an empty path is sent as "/"',
  },
  {
    'empty-path-kept': {
      title: 'signs an empty path as empty instead of "/"',
      fix: 'sign "/" if the URL has no path',
      change: path((text) => (text === '/' ? '' : text)),
      seen: ['bettiolo/oauth-signature-js', 'dghubble/oauth1', 'ddo/oauth-1.0a'],
      vectors: ['base-string-uri/empty-path', 'base-string-uri/empty-path-before-query'],
    },
    'trailing-slash-added': {
      title: 'adds a slash at the end of the path',
      fix: 'sign the path that is sent',
      change: path((text) => (text.endsWith('/') ? text : `${text}/`)),
      vectors: ['base-string-uri/no-slash-added'],
    },
    'trailing-slash-dropped': {
      title: 'removes the slash at the end of the path',
      fix: 'sign the path that is sent',
      change: path((text) => (text === '/' ? text : text.replace(/\/$/, ''))),
      vectors: ['base-string-uri/trailing-slash-kept', 'verify-signature/path-slash-added'],
    },
    'typed-path-signed': {
      title:
        'signs the path as it was typed, although HTTP clients normalize it before they send it',
      isOpen: true,
      fix: 'serialize the URL once, then sign and send that text',
      change: { pathOf: ({ typed }) => typed.path || '/' },
      vectors: ['signature-base-string/path-raw-space', 'signature-base-string/path-dot-segments'],
    },
    'path-decoded': {
      title: 'decodes the path, so that the base string encodes it only once',
      fix: 'keep the percent escapes of the path as they are sent',
      change: path((text) => asText(percentDecode(text))),
      seen: ['joestump/python-oauth2'],
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-respelled': {
      title: 'decodes each path segment and encodes it again',
      fix: 'keep the percent escapes of the path as they are sent',
      change: segments((segment) => percentEncode(percentDecode(segment))),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'path-segments-encoded': {
      title: 'percent-encodes each path segment again',
      fix: 'sign the path as it is sent',
      change: segments(percentEncode),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-escaped-again': {
      title: 'encodes the % of path escapes again, so that %20 becomes %2520',
      fix: 'sign the path as it is sent',
      change: path((text) => text.replace(/%|[^\0-\x7F]+/g, (piece) => percentEncode(piece))),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-characters-escaped': {
      title:
        "escapes path characters that are sent unescaped, such as an apostrophe, as Node's url.parse does",
      fix: 'sign the path that is sent',
      change: path((text) => text.replace(/['^|`{}]/g, (character) => percentEncode(character))),
      seen: ['ciaranj/node-oauth', 'request/request'],
      vectors: ['signature-base-string/uri-sub-delims'],
    },
    'path-escapes-upper-cased': {
      title: 'converts the percent escapes of the path to upper case',
      fix: 'keep the percent escapes as they are sent',
      change: escapes((escape) => escape.toUpperCase()),
      vectors: [
        'base-string-uri/escape-lower-case-kept',
        'base-string-uri/escaped-utf8-lower-case',
      ],
    },
    'path-escapes-lower-cased': {
      title: 'converts the percent escapes of the path to lower case',
      fix: 'keep the percent escapes as they are sent',
      change: escapes((escape) => escape.toLowerCase()),
      vectors: ['base-string-uri/escape-upper-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'path-normalized': {
      title: 'normalizes the percent escapes of the path by RFC 3986',
      fix: 'sign the path as it is sent',
      change: escapes((escape) =>
        isUnreserved(escape) ? decodeURIComponent(escape) : escape.toUpperCase(),
      ),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'dot-segments-resolved': {
      title: 'resolves "." and ".." segments in the path',
      fix: 'resolve dot segments before sending too, or not at all',
      isOpen: true,
      change: path(resolveDots),
    },
    'slashes-merged': {
      title: 'merges repeated slashes in the path',
      fix: 'sign the path that is sent',
      change: path((text) => text.replace(/\/{2,}/g, '/')),
      vectors: ['base-string-uri/double-slashes-kept', 'base-string-uri/path-of-two-slashes'],
    },
    'matrix-cut': {
      title: 'truncates the path at a semicolon',
      fix: 'keep the parameters of path segments',
      change: path((text) => text.replace(/;.*$/s, '')),
      vectors: ['base-string-uri/semicolon-parameters', 'signature-base-string/uri-semicolon'],
    },
    'path-lower-cased': {
      title: 'converts the path to lower case',
      fix: 'convert only the scheme and the host to lower case',
      change: path((text) => text.toLowerCase()),
      vectors: ['base-string-uri/path-case-kept', 'verify-signature/path-case-changed'],
    },
    'path-space-as-plus': {
      title: 'writes a space in the path as + instead of %20',
      fix: 'write a space as %20',
      change: path((text) => text.replaceAll('%20', '+')),
    },
    'path-left-out': {
      title: 'leaves the path out of the base string URI',
      fix: 'sign the path too',
      change: path(() => ''),
      vectors: ['verify-signature/path-changed'],
    },
    'path-prefix-dropped': {
      title:
        'signs the path without its first segment, as it is seen behind a proxy that strips a prefix',
      fix: 'configure the server with the public path that clients call',
      change: path((text) => text.replace(/^\/[^/]+(?=\/)/, '')),
    },
    'path-nul-truncated': {
      title: 'truncates the path at its first NUL character',
      fix: 'process strings by length instead of up to NUL',
      change: path((text) => text.replace(/%00.*$/s, '')),
      vectors: ['base-string-uri/escaped-nul-kept'],
    },
  },
)
