/** What was done to a URL on its way into the base string URI, RFC 5849 §3.4.1.2, in words. */
import type { ObservedRequest } from './observed-request.ts'
import { splitAuthority } from './rfc-plan.ts'

/** Something that was done or left out, and the section that says so. */
export interface Remark {
  readonly what: string
  readonly section: string
}

export function explainUri(request: ObservedRequest): readonly Remark[] {
  const { typed, wire, hostHeader } = request
  const { host, port } = hostHeader === null ? { host: typed.host, port: typed.port } : splitAuthority(hostHeader)
  const scheme = wire.scheme.toLowerCase()
  const isDefault = port !== null && port !== '' && Number(port) === (scheme === 'http' ? 80 : 443)
  const path = wire.path || '/'
  const remarks: readonly (readonly [boolean, string, string])[] = [
    [typed.scheme !== scheme, `the scheme ${typed.scheme} is written in lower case`, '3.4.1.2'],
    [
      hostHeader !== null && hostHeader.toLowerCase() !== authorityOf(wire),
      `the host is that of the Host header, ${hostHeader ?? ''}`,
      '3.4.1.2',
    ],
    [/[A-Z]/.test(host), `the host ${host} is written in lower case`, '3.4.1.2'],
    [
      /[^\0-\x7F]/.test(typed.host),
      `the host ${typed.host} is signed as ${wire.host}, as the Host header carries it`,
      '3.4.1.2',
    ],
    [isDefault, `port ${port ?? ''} is the default of ${scheme}, and left out`, '3.4.1.2'],
    [
      port !== null && port !== '' && !isDefault,
      `port ${port ?? ''} is not the default of ${scheme}, and kept`,
      '3.4.1.2',
    ],
    [port === '', 'the colon without a port is left out', '3.4.1.2'],
    [typed.userinfo !== null, 'user and password are left out: the Host header does not carry them', '3.4.1.2'],
    [typed.path === '', 'the empty path is signed as "/", as it is sent', '3.4.1.2'],
    [typed.path !== '' && typed.path !== path, `the path ${typed.path} is sent as ${path}, and signed so`, '3.4.1.2'],
    [
      /%[0-9A-Fa-f]{2}/.test(path),
      'the escapes of the path are kept as they are, so that the base string escapes them again',
      '3.4.1.2',
    ],
    [wire.query !== null, 'the query is taken off: its parameters are signed with the others', '3.4.1.2'],
    [typed.fragment !== null, 'the fragment is left out: it is never sent', '3.4.1.2'],
  ]
  const made = remarks.flatMap(([applies, what, section]): Remark[] => (applies ? [{ what, section }] : []))
  return made.length > 0 ? made : [{ what: 'nothing had to be changed', section: '3.4.1.2' }]
}

const authorityOf = ({ host, port }: ObservedRequest['wire']): string =>
  `${host}${port === null ? '' : `:${port}`}`.toLowerCase()
