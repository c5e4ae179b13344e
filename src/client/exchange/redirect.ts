/**
 * The request that a redirect leads to. It follows the rules of `fetch`, and stricter ones for
 * signed requests.
 */
import { type OptionKinds, redact, singleLine } from '../../internal/index.ts'
import {
  CountersignError,
  decodeFormText,
  type ErrorCode,
  fail,
  parseUrl,
  type SigningOptions,
} from '../../signing/index.ts'
import { NO_BODY, type RequestBody } from '../request/body.ts'
import { methodName } from '../request/body-hash.ts'
import type { OutgoingRequest } from '../request/outgoing-request.ts'
import { isCredentialsCall, type RequestProtocol } from '../request/request-options.ts'
import { requireOrigin, withoutQuery } from '../request/url.ts'

export interface RedirectOptions {
  /**
   * `false` makes a redirect an error. `true` follows redirects within the origin. A list such as
   * `['https://cdn.example.com']` follows redirects to these origins as well. Each hop is signed
   * anew, at most 5 in a call. A form is sent again only within its origin.
   *
   * @default false
   */
  readonly followRedirects?: boolean | readonly string[]
}

export const REDIRECT_OPTIONS: OptionKinds<RedirectOptions> = { followRedirects: 'any' }

/** @throws CountersignError `invalid-option`; `invalid-url`: an entry of the list is no origin */
export function readFollowRedirects({
  followRedirects: given,
}: RedirectOptions): boolean | readonly string[] {
  const asked = given ?? false
  if (typeof asked === 'boolean') return asked
  if (!Array.isArray(asked)) {
    return fail(
      'invalid-option',
      '3.1',
      `followRedirects is ${typeof asked}`,
      'give true, false, or a list of origins',
    )
  }
  const origins: readonly string[] = asked.map(String)
  origins.forEach(requireOrigin)
  return origins
}

export interface Redirect {
  readonly status: number
  /** The value of the header Location. `null` if the response does not show it. */
  readonly location: string | null
  /** Redacted in the location before an error quotes it. */
  readonly secrets: readonly string[]
}

const MAX_HOPS = 5

/** Headers of a body: Fetch standard, "request-body-header name". */
const BODY_HEADERS = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
]
/**
 * Names of headers that may be credentials. They are not sent to another origin, and neither is
 * Host.
 */
const CREDENTIAL_LIKE =
  /^host$|auth|cookie|credential|csrf|xsrf|key|pass|pin(?![a-z])|secret|session|signature|token/i

/**
 * The next request, which has no signature yet.
 *
 * @param hop the number of this redirect in its call, from 1
 * @throws CountersignError `redirect-not-followed`, `redirect-invalid`, `redirect-downgrade`,
 *   `redirect-cross-origin`, `redirect-limit`, `redirect-plaintext`, `redirect-form`,
 *   `redirect-unreplayable`
 */
export function followRedirect(
  options: RedirectOptions & SigningOptions,
  protocol: RequestProtocol,
  request: OutgoingRequest,
  redirect: Redirect,
  hop: number,
): OutgoingRequest {
  const { followRedirects = false } = options
  const refuse = refuseRedirect.bind(null, redirect)
  // A redirect of a credential endpoint would give the credentials of a login to another address.
  if (followRedirects === false || redirect.location === null || isCredentialsCall(protocol)) {
    return refuse(
      'redirect-not-followed',
      '',
      'the signature is for the first URL only: request the new one, ' +
        'or set followRedirects, or get the response with redirect: "manual"',
    )
  }
  const url = resolveLocation(redirect.location, request.url)
  if (url === null) {
    return refuse(
      'redirect-invalid',
      ', which cannot be followed',
      'it is not an http or https URL, or has a user or password',
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
      'add that origin to followRedirects if signed requests may go there',
    )
  }
  if (hop > MAX_HOPS)
    return refuse(
      'redirect-limit',
      `, after ${MAX_HOPS} redirects`,
      'check whether the redirects lead in a circle',
    )
  if (methodName(options) === 'PLAINTEXT') {
    return refuse(
      'redirect-plaintext',
      ', and PLAINTEXT never sends its secrets on',
      'request the new URL if it may have them, or choose an HMAC method',
    )
  }
  const becomesGet = dropsBody(redirect.status, request.method)
  const isForm = request.body.signed !== null || options.transmission === 'body'
  if (!becomesGet && !isSameOrigin && isForm) {
    return refuse(
      'redirect-form',
      ', on another origin, and the request has a signed form',
      'request the new URL with the form',
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
  // Header values are decoded as Latin-1. Browsers read UTF-8 in a Location as UTF-8, and so does
  // this.
  const text = Buffer.from(location, 'latin1').toString()
  const url = parseUrl(text, base)
  if (url === null) return null
  // RFC silent: user and password in a URL would become a second Authorization header. The redirect
  // is refused.
  return /^https?:$/.test(url.protocol) && url.username + url.password === '' ? url : null
}

/** Whether the next request is a GET without a body. Fetch standard, "HTTP-redirect fetch" */
function dropsBody(status: number, method: string): boolean {
  const upperCase = method.toUpperCase()
  return status === 303
    ? !['GET', 'HEAD'].includes(upperCase)
    : status < 303 && upperCase === 'POST'
}

function bodyOf({ body }: OutgoingRequest, redirect: Redirect, becomesGet: boolean): RequestBody {
  const again = body.again()
  // Fetch standard: only a 303 allows it, even where the next request is a GET.
  if (body.sent !== null && again === null && redirect.status !== 303) {
    return refuseRedirect(
      redirect,
      'redirect-unreplayable',
      ', and the body was a stream, which cannot be sent again',
      'request the new URL with another stream, or send octets',
    )
  }
  return becomesGet ? NO_BODY : { ...body, sent: again }
}

/**
 * §2: names that begin with `oauth_` belong to the protocol. A server may repeat those of the last
 * request.
 */
function withoutProtocolParameters(url: string): string {
  const [, address = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(url)!
  const pieces = query.split('&')
  const own = pieces.filter(
    (piece) => !String(decodeFormText(piece.split('=')[0]!)).startsWith('oauth_'),
  )
  if (own.length === pieces.length) return url.replace(/#.*$/s, '')
  return own.length === 0 ? address : `${address}?${own.join('&')}`
}

/**
 * @param why the end of the message
 * @throws CountersignError always, with `code`. Its message has no credentials of the Location.
 */
function refuseRedirect(
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
