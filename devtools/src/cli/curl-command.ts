/** A signed request as the curl command that sends the same. */
import type { WireRequest } from 'countersign/signing'
import { quoteForShell } from './shell-text.ts'

export interface CurlOptions {
  /** What tells curl to send a body that is no text. */
  readonly content?: string | null
  /** In milliseconds. */
  readonly timeout?: number | null
}

/** @throws CountersignError `usage`: a value that no shell can take */
export function toCurl(
  { method, url, headers, body }: WireRequest,
  { content = null, timeout = null }: CurlOptions = {},
): string {
  // With --request HEAD, curl waits for a body that never comes.
  const parts = [
    'curl',
    '--globoff',
    ...(method === 'HEAD' ? ['--head'] : ['--request', quoteForShell(method)]),
  ]
  for (const [name, value] of headers) {
    // With nothing behind the colon, curl would leave the header out.
    parts.push('--header', quoteForShell(value === '' ? `${name};` : `${name}: ${value}`))
  }
  if (body !== null) parts.push('--data-raw', quoteForShell(String(body)))
  else if (content !== null) parts.push(content)
  if (timeout !== null) parts.push('--max-time', String(timeout / 1000))
  return [...parts, quoteForShell(url)].join(' ')
}
