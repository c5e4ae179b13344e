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
    rule: 'the path is signed as it is sent, escapes included; an empty one is sent as "/"',
  },
  {
    'empty-path-kept': {
      title: 'leaves an empty path empty',
      fix: 'sign "/" where the URL ends with the host',
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
      title: 'drops the slash at the end of the path',
      fix: 'sign the path that is sent',
      change: path((text) => (text === '/' ? text : text.replace(/\/$/, ''))),
      vectors: ['base-string-uri/trailing-slash-kept', 'verify-signature/path-slash-added'],
    },
    'typed-path-signed': {
      title: 'signs the path as it was typed, not as HTTP clients send it',
      isOpen: true,
      fix: 'serialize the URL once, sign that text and send that text',
      change: { pathOf: ({ typed }) => typed.path || '/' },
      vectors: ['signature-base-string/path-raw-space', 'signature-base-string/path-dot-segments'],
    },
    'path-decoded': {
      title: 'decodes the path, so that it is encoded only once in the base string',
      fix: 'leave the escapes of the path as they are sent',
      change: path((text) => asText(percentDecode(text))),
      seen: ['joestump/python-oauth2'],
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-respelled': {
      title: 'decodes each segment of the path and encodes it again',
      fix: 'leave the escapes of the path as they are sent',
      change: segments((segment) => percentEncode(percentDecode(segment))),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'path-segments-encoded': {
      title: 'encodes each segment of the path once more',
      fix: 'leave the path as it is sent',
      change: segments(percentEncode),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-escaped-again': {
      title: 'escapes the path once more as a URL, so that %20 becomes %2520',
      fix: 'leave the path as it is sent',
      change: path((text) => text.replace(/%|[^\0-\x7F]+/g, (piece) => percentEncode(piece))),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escape-upper-case-kept'],
    },
    'path-characters-escaped': {
      title:
        "escapes characters of the path that are sent raw, such as an apostrophe, as Node's url.parse does",
      fix: 'sign the path that is sent',
      change: path((text) => text.replace(/['^|`{}]/g, (character) => percentEncode(character))),
      seen: ['ciaranj/node-oauth', 'request/request'],
      vectors: ['signature-base-string/uri-sub-delims'],
    },
    'path-escapes-upper-cased': {
      title: 'upper-cases the escapes of the path',
      fix: 'leave them as they are sent',
      change: escapes((escape) => escape.toUpperCase()),
      vectors: [
        'base-string-uri/escape-lower-case-kept',
        'base-string-uri/escaped-utf8-lower-case',
      ],
    },
    'path-escapes-lower-cased': {
      title: 'lower-cases the escapes of the path',
      fix: 'leave them as they are sent',
      change: escapes((escape) => escape.toLowerCase()),
      vectors: ['base-string-uri/escape-upper-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'path-normalized': {
      title: 'normalizes the escapes of the path as RFC 3986 allows',
      fix: 'leave the path as it is sent',
      change: escapes((escape) =>
        isUnreserved(escape) ? decodeURIComponent(escape) : escape.toUpperCase(),
      ),
      vectors: ['base-string-uri/escape-lower-case-kept', 'base-string-uri/escaped-tilde-kept'],
    },
    'dot-segments-resolved': {
      title: 'resolves "." and ".." in the path',
      fix: 'resolve them before sending as well, or not at all',
      isOpen: true,
      change: path(resolveDots),
    },
    'slashes-merged': {
      title: 'merges repeated slashes',
      fix: 'sign the path that is sent',
      change: path((text) => text.replace(/\/{2,}/g, '/')),
      vectors: ['base-string-uri/double-slashes-kept', 'base-string-uri/path-of-two-slashes'],
    },
    'matrix-cut': {
      title: 'cuts the path at a semicolon',
      fix: 'keep the parameters of path segments',
      change: path((text) => text.replace(/;.*$/s, '')),
      vectors: ['base-string-uri/semicolon-parameters', 'signature-base-string/uri-semicolon'],
    },
    'path-lower-cased': {
      title: 'lower-cases the path with the host',
      fix: 'lower-case scheme and host only',
      change: path((text) => text.toLowerCase()),
      vectors: ['base-string-uri/path-case-kept', 'verify-signature/path-case-changed'],
    },
    'path-space-as-plus': {
      title: 'writes a space in the path as +',
      fix: 'write %20',
      change: path((text) => text.replaceAll('%20', '+')),
    },
    'path-left-out': {
      title: 'signs scheme and host only',
      fix: 'sign the path too',
      change: path(() => ''),
      vectors: ['verify-signature/path-changed'],
    },
    'path-prefix-dropped': {
      title: 'signs the path without its first segment, as behind a proxy that strips it',
      fix: 'tell the server the path by which it is called',
      change: path((text) => text.replace(/^\/[^/]+(?=\/)/, '')),
    },
    'path-nul-truncated': {
      title: 'ends the path at its first NUL',
      fix: 'handle texts by their length',
      change: path((text) => text.replace(/%00.*$/s, '')),
      vectors: ['base-string-uri/escaped-nul-kept'],
    },
  },
)
