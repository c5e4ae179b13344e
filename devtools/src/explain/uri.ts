/** Explains how a URL becomes the base string URI, RFC 5849 §3.4.1.2. */
import { type ObservedRequest, spellUrl } from '../input/index.ts'

/** A change or an omission, and the section of RFC 5849 that requires it. */
export interface Remark {
  readonly what: string
  readonly section: string
}

/** @param signedUri the base string URI of the trace */
export function explainUri(
  { typed, wire, hostHeader }: ObservedRequest,
  signedUri: string,
): readonly Remark[] {
  const signed = spellUrl(signedUri)
  const { host, port } = hostHeader === null ? typed : spellUrl(`${wire.scheme}://${hostHeader}`)
  const remarks: readonly (readonly [boolean, string])[] = [
    [typed.scheme !== signed.scheme, `the scheme ${typed.scheme} is converted to lower case`],
    [
      hostHeader !== null && hostHeader.toLowerCase() !== authorityOf(wire),
      `the host is taken from the Host header: ${hostHeader ?? ''}`,
    ],
    [/[A-Z]/.test(host), `the host ${host} is converted to lower case`],
    [
      /[^\0-\x7F]/.test(host),
      `the host ${host} is signed as ${signed.host}, which is its form in the Host header`,
    ],
    [
      Boolean(port) && signed.port === null,
      `port ${port ?? ''} is the default port of ${signed.scheme} and is left out`,
    ],
    [
      signed.port !== null,
      `port ${port ?? ''} is not the default port of ${signed.scheme} and is kept`,
    ],
    [port === '', 'the colon without a port is left out'],
    [
      typed.userinfo !== null,
      'user name and password are left out: the Host header does not contain them',
    ],
    [typed.path === '', 'the empty path is sent and signed as "/"'],
    [
      typed.path !== '' && typed.path !== signed.path,
      `the path ${typed.path} is sent and signed as ${signed.path}`,
    ],
    [
      /%[0-9A-Fa-f]{2}/.test(signed.path),
      'the percent escapes of the path are kept, so the base string encodes them again',
    ],
    [
      wire.query !== null,
      'the query is removed: its parameters are signed with the other parameters',
    ],
    [typed.fragment !== null, 'the fragment is left out: it is never sent'],
  ]
  const made = remarks.flatMap(([applies, what]): Remark[] =>
    applies ? [{ what, section: '3.4.1.2' }] : [],
  )
  return made.length > 0 ? made : [{ what: 'the URL needs no change', section: '3.4.1.2' }]
}

const authorityOf = ({ host, port }: ObservedRequest['wire']): string =>
  `${host}${port === null ? '' : `:${port}`}`.toLowerCase()
