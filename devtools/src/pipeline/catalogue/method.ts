/** Deviations in the HTTP method, §3.4.1.1. */
import { catalogue, type Deviation, type Entry } from '../deviation.ts'

const OTHER_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

const signedAs = Object.fromEntries(
  OTHER_METHODS.map((method): [string, Entry] => [
    `signed-as-${method.toLowerCase()}`,
    {
      title: `signs ${method} although the request has another method`,
      fix: 'pass the method that is sent to the signer, and check for a redirect or a method override that changes it',
      change: { method: () => method },
      ...(method === 'GET' && {
        seen: ['RFC 5849 section 3.1 as printed'],
        vectors: ['published-sign/rfc5849-3-1-erratum-2550'],
      }),
    },
  ]),
)

export const METHOD: readonly Deviation[] = catalogue(
  {
    part: 'method',
    section: '3.4.1.1',
    rule: 'the base string begins with the request method in upper case',
  },
  {
    'method-case-kept': {
      title: 'signs the method without converting it to upper case',
      fix: 'convert the method to upper case before signing and sending',
      change: { method: (method) => method },
      seen: ['litl/rauth'],
      vectors: [
        'signature-base-string/method-spelled-get-lower',
        'signature-base-string/method-spelled-post-mixed',
      ],
    },
    'method-lower-cased': {
      title: 'signs the method in lower case',
      fix: 'convert the method to upper case',
      change: { method: (method) => method.toLowerCase() },
      vectors: [
        'signature-base-string/method-spelled-get-lower',
        'signature-base-string/method-spelled-post-mixed',
      ],
    },
    'method-capitalized': {
      title: 'signs the method with only its first letter in upper case',
      fix: 'convert the whole method to upper case',
      change: {
        method: (method) => method.charAt(0).toUpperCase() + method.slice(1).toLowerCase(),
      },
    },
    'method-by-locale': {
      title: 'converts the method to upper case by the rules of a Turkish locale',
      fix: 'use an ASCII upper-case conversion that does not depend on the locale',
      change: { method: (method) => method.toLocaleUpperCase('tr') },
    },
    ...signedAs,
  },
)
