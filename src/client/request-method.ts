/** The method of a request, checked before `fetch` would refuse it with an error of the engine. */
import { nameKind } from '../internal/index.ts'
import { fail, quote } from '../signing/index.ts'

/** Fetch standard, "forbidden method". */
const FORBIDDEN = /^(CONNECT|TRACE|TRACK)$/i
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** @throws CountersignError `invalid-method` */
export function requireMethod(method: unknown): void {
  if (typeof method === 'string' && TOKEN.test(method) && !FORBIDDEN.test(method)) return
  const shown = typeof method === 'string' ? quote(method) : nameKind(method)
  fail(
    'invalid-method',
    '3.4.1.1',
    `fetch sends no method ${shown}`,
    'give GET, POST or another token',
  )
}

/** @throws CountersignError `invalid-body` */
export function requireBodyMethod(method: string): void {
  if (!/^(GET|HEAD)$/i.test(method)) return
  fail(
    'invalid-body',
    '3.4.1.3.1',
    `a ${method.toUpperCase()} has no body`,
    'put parameters into params, or choose POST',
  )
}
