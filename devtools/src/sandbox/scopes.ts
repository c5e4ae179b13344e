/** Scopes: the methods that a client may call, if the sandbox defines scopes. RFC 5849 §4.11 */
import { type OctetString } from 'countersign/signing'
import type { Provider } from './provider.ts'
import { refuse } from './refuse.ts'

/**
 * Reads the scopes that a client asks for, separated by commas or spaces. Defaults to all scopes.
 *
 * @returns `null` if the sandbox has no scopes
 * @throws CountersignError `parameter-rejected` for an unknown scope
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
    'the scope is unknown',
    `ask for ${known.join(', ')}`,
    ['scope'],
  )
}

/** @throws CountersignError `permission-denied` if no granted scope allows the method */
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
    'log in again with a scope that allows it',
  )
}
