/** Findings that a right signature does not rule out, and that are likelier than anything else that remains. */
import type { Lint } from './finding.ts'

const CAUSES: Readonly<Record<string, string>> = {
  'header-not-encoded': 'the encoding of the header, which is not that of the base string',
  'header-escape': 'the encoding of the header, which is not that of the base string',
  'body-hash': 'the hash of the body',
}

/** What remains where a signature is right: first what was found in this very request. */
export function withFound(lint: readonly Lint[], remains: readonly string[]): readonly string[] {
  const found = lint.flatMap(({ code, message, hint }) => {
    const cause = CAUSES[code]
    return cause === undefined ? [] : [`${cause}: ${message}; ${hint}`]
  })
  return [...found, ...remains]
}
