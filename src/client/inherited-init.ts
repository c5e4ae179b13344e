/** What a Request says of how it is to be sent, which holds for the requests that take its place as well. */

const NAMES = ['cache', 'credentials', 'integrity', 'keepalive', 'mode', 'referrer', 'referrerPolicy'] as const

/** For a `fetch` of another URL. Method, headers, body, redirect mode and signal are not in it. */
export function inheritedInit(request: Request): RequestInit {
  const init: RequestInit = Object.fromEntries(NAMES.map((name) => [name, request[name]]))
  const dispatcher = dispatcherOf(request)
  return dispatcher === undefined ? init : { ...init, dispatcher }
}

/** The proxy or the client certificate that a Request was made with: `fetch` of Node keeps it where no name leads. */
function dispatcherOf(request: Request): RequestInit['dispatcher'] {
  const key = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'dispatcher')
  return key === undefined ? undefined : (request as unknown as Record<symbol, RequestInit['dispatcher']>)[key]
}
