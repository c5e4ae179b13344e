/** Requests that a browser sends ahead of its user, who may never follow them. */

/** Headers as `fetch` has them, or `node:http`. */
export type RequestHeaders =
  | Iterable<readonly [name: string, value: string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** `Sec-Purpose` of the Fetch standard, and what Chrome, Safari and Firefox sent before it. */
const NAMES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

export function isPrefetch(headers: RequestHeaders): boolean {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers)
  return pairs.some(
    ([name, value]) =>
      NAMES.includes(name.toLowerCase()) &&
      /\b(?:prefetch|prerender|preview)\b/i.test(String(value)),
  )
}
