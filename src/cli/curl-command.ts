/** A signed request as the curl command that sends the same. */
import type { WireRequest } from '../signing/index.ts'

export function toCurl({ method, url, headers, body }: WireRequest): string {
  // With --request HEAD, curl waits for a body that never comes.
  const parts = ['curl', '--globoff', ...(method === 'HEAD' ? ['--head'] : ['--request', method])]
  for (const [name, value] of headers) parts.push('--header', quoteForShell(`${name}: ${value}`))
  if (body !== null) parts.push('--data-raw', quoteForShell(String(body)))
  return [...parts, quoteForShell(url)].join(' ')
}

const quoteForShell = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
