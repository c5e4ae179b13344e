/** The request that a redirect leads to, by the rules of `fetch` and stricter ones for what is signed. */
import { decodeFormText } from '../signing/index.ts'
import { isCredentialsCall } from './credentials-call.ts'
import { methodName } from './method-name.ts'
import type { OutgoingRequest } from './outgoing-request.ts'
import { type Redirect, refuseRedirect } from './redirect.ts'
import { NO_BODY, type RequestBody } from './request-body.ts'
import type { RequestProtocol, SessionOptions } from './session-options.ts'

const MAX_HOPS = 5

/** What goes with a body alone: Fetch standard, "request-body-header name". */
const BODY_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
]
/** Headers that may be credentials of the caller's, by their names; Host names the server before. */
const CREDENTIAL_LIKE =
  /^host$|auth|cookie|credential|csrf|xsrf|key|pass|pin(?![a-z])|secret|session|signature|token/i

/**
 * The next request, which is to be signed afresh.
 *
 * @param hop the number of this redirect within its call, from 1
 * @throws CountersignError `redirect-not-followed`, `redirect-invalid`, `redirect-downgrade`, `redirect-cross-origin`,
 *   `redirect-limit`, `redirect-plaintext`, `redirect-form`, `redirect-unreplayable`
 */
export function followRedirect(
  options: SessionOptions,
  protocol: RequestProtocol,
  request: OutgoingRequest,
  redirect: Redirect,
  hop: number,
): OutgoingRequest {
  const { followRedirects = false } = options
  const refuse = refuseRedirect.bind(null, redirect)
  // A credential endpoint that leads elsewhere would hand the credentials of a login to another address.
  if (followRedirects === false || redirect.location === null || isCredentialsCall(protocol)) {
    return refuse(
      'redirect-not-followed',
      '',
      'the signature is for the first URL only: request the new one, ' +
        'or choose followRedirects, or take the response with redirect: "manual"',
    )
  }
  const url = resolveLocation(redirect.location, request.url)
  if (url === null) {
    return refuse(
      'redirect-invalid',
      ', which cannot be followed',
      'it is no http or https URL, or has a user in it',
    )
  }
  if (new URL(request.url).protocol === 'https:' && url.protocol === 'http:') {
    return refuse(
      'redirect-downgrade',
      ', from https to http',
      'ask the operator of the server why',
    )
  }
  const isSameOrigin = url.origin === new URL(request.url).origin
  const listed =
    followRedirects === true ? [] : followRedirects.map((origin) => new URL(origin).origin)
  if (!isSameOrigin && !listed.includes(url.origin)) {
    return refuse(
      'redirect-cross-origin',
      ', on another origin',
      'list that origin in followRedirects, if signed requests may go there',
    )
  }
  if (hop > MAX_HOPS)
    return refuse('redirect-limit', `, after ${MAX_HOPS} redirects`, 'does it lead in a circle?')
  if (methodName(options) === 'PLAINTEXT') {
    return refuse(
      'redirect-plaintext',
      ', and PLAINTEXT never sends its secrets on',
      'request the new URL, if it may have them, or choose an HMAC',
    )
  }
  const becomesGet = dropsBody(redirect.status, request.method)
  const isForm = request.body.signed !== null || options.transmission === 'body'
  if (!becomesGet && !isSameOrigin && isForm) {
    return refuse(
      'redirect-form',
      ', on another origin, and the request has a signed form',
      'send it there yourself',
    )
  }
  if (becomesGet && options.transmission === 'body') {
    return refuse(
      'redirect-form',
      ' by GET, which has no body for the protocol parameters',
      'choose transmission: "header"',
    )
  }
  const body = bodyOf(request, redirect, becomesGet)
  const headers = new Headers(request.headers)
  for (const name of [...headers.keys()]) {
    const isOfBody = becomesGet && BODY_HEADERS.includes(name)
    if (isOfBody || (!isSameOrigin && CREDENTIAL_LIKE.test(name))) headers.delete(name)
  }
  const method = becomesGet ? 'GET' : request.method
  return { ...request, method, url: withoutProtocolParameters(url.href), headers, body }
}

function resolveLocation(location: string, base: string): URL | null {
  // Header values come as Latin-1. As browsers do, UTF-8 in them is read as what it was meant to be.
  const text = Buffer.from(location, 'latin1').toString()
  if (!URL.canParse(text, base)) return null
  const url = new URL(text, base)
  // RFC silent: a user in a URL would be sent as another Authorization.
  return /^https?:$/.test(url.protocol) && url.username + url.password === '' ? url : null
}

/** Fetch standard, HTTP-redirect fetch: which redirects turn which methods into GET. */
function dropsBody(status: number, method: string): boolean {
  const upperCase = method.toUpperCase()
  return status === 303
    ? !['GET', 'HEAD'].includes(upperCase)
    : status < 303 && upperCase === 'POST'
}

function bodyOf({ body }: OutgoingRequest, redirect: Redirect, becomesGet: boolean): RequestBody {
  const again = body.again()
  // Fetch standard: this holds for a POST that becomes a GET as well, except by 303.
  if (body.sent !== null && again === null && redirect.status !== 303) {
    return refuseRedirect(
      redirect,
      'redirect-unreplayable',
      ', and the body was a stream, which is gone',
      'request the new URL with another stream, or send octets',
    )
  }
  return becomesGet ? NO_BODY : { ...body, sent: again }
}

/** Names that begin with `oauth_` are the protocol's (§2): those of the last request, which a server repeats. */
function withoutProtocolParameters(url: string): string {
  const [, address = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(url)!
  const pieces = query.split('&')
  const own = pieces.filter(
    (piece) => !String(decodeFormText(piece.split('=')[0]!)).startsWith('oauth_'),
  )
  if (own.length === pieces.length) return url.replace(/#.*$/s, '')
  return own.length === 0 ? address : `${address}?${own.join('&')}`
}
