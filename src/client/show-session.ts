/** A session as logs show it. */
import { inspect, type InspectOptions } from 'node:util'
import { printableTexts } from '../internal/index.ts'

interface PublicHalf {
  readonly consumerKey: string
  readonly token: string | null
  readonly baseUrl: string | null
}

/** Makes `util.inspect` show that and nothing else, whatever it is asked for: getters that it reads show secrets. */
export function showPublicHalf(session: PublicHalf): void {
  const show = (_depth: number, options: InspectOptions): string => {
    const { consumerKey, token, baseUrl } = session
    // The server has chosen the token.
    return `OAuth1Session ${inspect(printableTexts({ consumerKey, token, baseUrl }), options)}`
  }
  // It is no part of the session for those who list its members.
  Object.defineProperty(session, inspect.custom, { value: show })
}
