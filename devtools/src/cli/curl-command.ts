/** Formats a signed request as an equivalent curl command. */
import type { WireRequest } from 'countersign/signing'
import { quoteForShell } from './shell-text.ts'

export interface CurlOptions {
  /** The curl options for a body that is not text, such as `--data-binary @file`. */
  readonly content?: string | null
  /** In milliseconds. */
  readonly timeout?: number | null
}

/** @throws CountersignError `usage`: a value contains NUL or a lone surrogate */
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
    // curl omits a header with nothing after the colon; a semicolon sends an empty value.
    parts.push('--header', quoteForShell(value === '' ? `${name};` : `${name}: ${value}`))
  }
  if (body !== null) parts.push('--data-raw', quoteForShell(String(body)))
  else if (content !== null) parts.push(content)
  if (timeout !== null) parts.push('--max-time', String(timeout / 1000))
  return [...parts, quoteForShell(url)].join(' ')
}
