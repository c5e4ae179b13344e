/** A signed request as the curl command that sends the same. */
import type { WireRequest } from '../signing/index.ts'

export interface CurlOptions {
  /** What tells curl to send a body that is no text. */
  readonly content?: string | null
  /** In milliseconds. */
  readonly timeout?: number | null
}

export function toCurl(
  { method, url, headers, body }: WireRequest,
  { content = null, timeout = null }: CurlOptions = {},
): string {
  // With --request HEAD, curl waits for a body that never comes.
  const parts = ['curl', '--globoff', ...(method === 'HEAD' ? ['--head'] : ['--request', method])]
  for (const [name, value] of headers) parts.push('--header', quoteForShell(`${name}: ${value}`))
  if (body !== null) parts.push('--data-raw', quoteForShell(String(body)))
  else if (content !== null) parts.push(content)
  if (timeout !== null) parts.push('--max-time', String(timeout / 1000))
  return [...parts, quoteForShell(url)].join(' ')
}

export const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
