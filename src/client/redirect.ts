/** Redirects: a signature covers one URL, so that following one takes a new signature. */
import { redact, singleLine } from '../internal/index.ts'
import { CountersignError, type ErrorCode } from '../signing/index.ts'
import type { RedirectMode } from './fetch-types.ts'
import { withoutQuery } from './request-url.ts'

export interface Redirect {
  readonly status: number
  /** As the server wrote it; `null` where it is not to be seen. */
  readonly location: string | null
  /** What an error does not repeat of the location. */
  readonly secrets: readonly string[]
}

/** The redirect that a response is, unless the caller wanted it handed back. Its body is not read then. */
export function readRedirect(
  response: Response,
  mode: RedirectMode,
  secrets: readonly string[],
): Redirect | null {
  const location = response.headers.get('location')
  const isRedirect =
    response.type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(response.status)
  // As fetch has it: without a Location there is nothing to follow, and still a redirect to refuse.
  const leadsSomewhere = location !== null || response.status === 0
  if (!isRedirect || mode === 'manual' || (mode === 'follow' && !leadsSomewhere)) return null
  // Whether it ends well is of no interest.
  response.body?.cancel().catch(() => {})
  return { status: response.status, location, secrets }
}

/** @param why the end of a sentence. @throws CountersignError always, without what may be credentials in the Location */
export function refuseRedirect(
  { status, location, secrets }: Redirect,
  code: ErrorCode,
  why: string,
  hint: string,
): never {
  const target =
    location === null ? 'another URL' : singleLine(redact(withoutQuery(location), secrets))
  throw new CountersignError(code, `the server redirects (${status}) to ${target}${why}`, {
    section: '3.1',
    hint,
  })
}
