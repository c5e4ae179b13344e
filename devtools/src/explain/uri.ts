/** What was done to a URL on its way into the base string URI, RFC 5849 §3.4.1.2, in words. */
import { type ObservedRequest, spellUrl } from '../input/index.ts'

/** Something that was done or left out, and the section that says so. */
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
    [typed.scheme !== signed.scheme, `the scheme ${typed.scheme} is written in lower case`],
    [
      hostHeader !== null && hostHeader.toLowerCase() !== authorityOf(wire),
      `the host is that of the Host header, ${hostHeader ?? ''}`,
    ],
    [/[A-Z]/.test(host), `the host ${host} is written in lower case`],
    [
      /[^\0-\x7F]/.test(host),
      `the host ${host} is signed as ${signed.host}, as the Host header carries it`,
    ],
    [
      Boolean(port) && signed.port === null,
      `port ${port ?? ''} is the default of ${signed.scheme}, and left out`,
    ],
    [signed.port !== null, `port ${port ?? ''} is not the default of ${signed.scheme}, and kept`],
    [port === '', 'the colon without a port is left out'],
    [
      typed.userinfo !== null,
      'user and password are left out: the Host header does not carry them',
    ],
    [typed.path === '', 'the empty path is signed as "/", as it is sent'],
    [
      typed.path !== '' && typed.path !== signed.path,
      `the path ${typed.path} is sent as ${signed.path}, and signed so`,
    ],
    [
      /%[0-9A-Fa-f]{2}/.test(signed.path),
      'the escapes of the path are kept as they are, so that the base string escapes them again',
    ],
    [wire.query !== null, 'the query is taken off: its parameters are signed with the others'],
    [typed.fragment !== null, 'the fragment is left out: it is never sent'],
  ]
  const made = remarks.flatMap(([applies, what]): Remark[] =>
    applies ? [{ what, section: '3.4.1.2' }] : [],
  )
  return made.length > 0 ? made : [{ what: 'nothing had to be changed', section: '3.4.1.2' }]
}

const authorityOf = ({ host, port }: ObservedRequest['wire']): string =>
  `${host}${port === null ? '' : `:${port}`}`.toLowerCase()
