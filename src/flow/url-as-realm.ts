/** For services that want the URL of each request as its realm, which can come last: it is never signed. §3.5.1 */
import { withoutQuery } from '../client/index.ts'

/** `fetch` that puts the URL of what it sends, without its query, into the OAuth header. */
export function fetchWithRealm(send: typeof fetch = fetch): typeof fetch {
  return (input, init) => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input)
    const headers = new Headers(init?.headers)
    const authorization = headers.get('authorization') ?? ''
    // No serialized URL holds a quotation mark or a backslash.
    headers.set(
      'authorization',
      authorization.replace(/^OAuth /, () => `OAuth realm="${withoutQuery(url)}", `),
    )
    return send(input, { ...init, headers })
  }
}
