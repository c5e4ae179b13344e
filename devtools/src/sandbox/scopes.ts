/** Scopes: what a client may do, where the sandbox is set up with some. RFC 5849 §4.11 */
import { type OctetString } from 'countersign/signing'
import type { Provider } from './provider.ts'
import { refuse } from './refuse.ts'

/**
 * Reads what a client asks for, with commas or spaces between; all where it asks for nothing.
 *
 * @returns `null` where the sandbox has no scopes
 * @throws CountersignError `parameter_rejected`: a scope that there is not
 */
export function readScopes(
  asked: OctetString | undefined,
  { behaviour }: Provider,
): readonly string[] | null {
  if (behaviour.scopes === null) return null
  const known = Object.keys(behaviour.scopes)
  const names = String(asked ?? '')
    .split(/[\s,]+/)
    .filter((name) => name !== '')
  if (names.every((name) => known.includes(name)))
    return names.length > 0 ? [...new Set(names)] : known
  return refuse(
    'parameter-rejected',
    '2.1',
    'there is no such scope',
    `ask for ${known.join(', ')}`,
    ['scope'],
  )
}

/** @throws CountersignError `permission_denied` */
export function requireScope(
  method: string,
  granted: readonly string[] | null,
  { behaviour }: Provider,
): void {
  if (granted === null || granted.some((name) => behaviour.scopes?.[name]?.includes(method))) return
  refuse(
    'permission-denied',
    '4.11',
    `the token does not allow ${method}`,
    'ask for more when you log in',
  )
}
