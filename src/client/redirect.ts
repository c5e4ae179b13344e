/** Redirects: a signature covers one URL, so that following one takes a new signature. */
import { CountersignError } from '../signing/index.ts'
import type { RedirectMode } from './fetch-types.ts'
import { withoutQuery } from './request-url.ts'
import { clean } from './server-text.ts'

/**
 * Hands the response back unless it is a redirect that the caller wanted followed, or wanted as an error.
 *
 * @throws CountersignError `redirect-not-followed`
 */
export function refuseRedirect(response: Response, mode: RedirectMode): Response {
  const location = response.headers.get('location')
  const isRedirect = response.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(response.status)
  // As fetch has it: without a Location there is nothing to follow, and still a redirect to refuse.
  const leadsSomewhere = location !== null || response.status === 0
  if (!isRedirect || mode === 'manual' || (mode === 'follow' && !leadsSomewhere)) return response
  // Nobody reads the body, and whether it ends well is of no interest.
  response.body?.cancel().catch(() => {})
  const target = location === null ? 'another URL' : clean(withoutQuery(location))
  throw new CountersignError('redirect-not-followed', `the server redirects (${response.status}) to ${target}`, {
    section: '3.1',
    hint: 'the signature is for the first URL only: request the new one, or take the response with redirect: "manual"',
  })
}
