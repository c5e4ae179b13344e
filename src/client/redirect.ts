/** Redirects: a signature covers one URL, so that following one takes a new signature. */
import { CountersignError } from '../signing/index.ts'
import type { RedirectMode } from './fetch-types.ts'
import { withoutQuery } from './request-url.ts'

/**
 * Hands the response back unless it is a redirect that the caller wanted followed.
 *
 * @throws CountersignError `redirect-not-followed`
 */
export function refuseRedirect(response: Response, mode: RedirectMode): Response {
  const location = response.headers.get('location')
  const isRedirect = response.type === 'opaqueredirect' || (/^30[12378]$/.test(String(response.status)) && location !== null)
  if (!isRedirect || mode === 'manual') return response
  void response.body?.cancel()
  const target = location === null ? 'another URL' : withoutQuery(location)
  throw new CountersignError('redirect-not-followed', `the server redirects (${response.status}) to ${target}`, {
    section: '3.1',
    hint: 'the signature is for the first URL only: request the new one, or take the response as it is with redirect: "manual"',
  })
}
