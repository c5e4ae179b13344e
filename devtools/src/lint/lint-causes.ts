/** Warnings that explain why a server rejects a request with a correct signature. */
import type { Lint } from './finding.ts'

const CAUSES: Readonly<Record<string, string>> = {
  'header-not-encoded':
    'the encoding of the Authorization header, which is separate from that of the base string',
  'header-escape':
    'the encoding of the Authorization header, which is separate from that of the base string',
  'body-hash': 'the body hash',
}

/** Puts the causes that the lint checks found before the other possible causes. */
export function withLintCauses(
  lint: readonly Lint[],
  causes: readonly string[],
): readonly string[] {
  const found = lint.flatMap(({ code, message, hint }) => {
    const cause = CAUSES[code]
    return cause === undefined ? [] : [`${cause}: ${message}; ${hint}`]
  })
  return [...found, ...causes]
}
