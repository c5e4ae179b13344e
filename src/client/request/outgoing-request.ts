/** A request as its caller wants it: method, URL, headers and body, before it is signed. */
import { nameKind, requireOptions } from '../../internal/index.ts'
import { type BodyHashAlgorithm, fail, isFormContentType, quote } from '../../signing/index.ts'
import { formBody, jsonBody, type RequestBody } from './body.ts'
import { readHeaders } from './headers.ts'
import type { BodyInit } from './octets.ts'
import { type ParameterPairs, toParameters } from './parameters.ts'
import {
  type BodyOptions,
  FOREIGN_OPTION_NAMES,
  PROTOCOL_OPTIONS,
  REQUEST_OPTIONS,
  type RequestOptions,
} from './request-options.ts'
import { appendParameters, resolveUrl } from './url.ts'

interface RequestHead {
  readonly method: string
  /** As it is sent: resolved, with the parameters of the caller in its query. */
  readonly url: string
  /** With the default headers of the session. */
  readonly headers: Headers
  /** The Request of the caller, which another request to its server may replace. */
  readonly given: Request | null
}

/** A request whose body is not read yet. */
export interface RequestDraft extends RequestHead {
  readonly body: BodyInit | null
  /** The options for `fetch`, without the body. */
  readonly init: Omit<RequestInit, 'body'>
  /** The parameters of `params` and `form`. */
  readonly parameters: ParameterPairs
}

/** A request that can be signed and sent. */
export interface OutgoingRequest extends RequestHead {
  readonly body: RequestBody
  /** The hash of `oauth_body_hash`. `null` sends none. */
  readonly bodyHash: BodyHashAlgorithm | null
}

/** The defaults of a session, checked. */
interface Defaults {
  readonly baseUrl: string | null
  readonly headers: Headers
}

/**
 * The request of `session.fetch`.
 *
 * @throws CountersignError `invalid-url`, `invalid-header`
 */
export function draftFetch(
  { baseUrl, headers: defaults }: Defaults,
  input: string | URL | Request,
  { body = null, ...init }: RequestInit,
): RequestDraft {
  const given = isRequest(input) ? input : null
  const url = resolveUrl(given?.url ?? (input as string | URL), baseUrl)
  const headers = addDefaults(readHeaders(init.headers ?? given?.headers), defaults)
  const method = init.method ?? given?.method ?? 'GET'
  return { method, url, headers, body, given, init, parameters: [] }
}

const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && 'headers' in input

/**
 * The request of `session.request`.
 *
 * @throws CountersignError `unknown-option`, `invalid-option`, `invalid-method`, `invalid-header`,
 *   `invalid-parameter`, `invalid-body`, `invalid-url`
 */
export function draftRequest(
  { baseUrl, headers: defaults }: Defaults,
  method: string,
  input: string | URL,
  options: RequestOptions,
): RequestDraft {
  requireOptions('a request', options, REQUEST_OPTIONS, FOREIGN_OPTION_NAMES)
  const { params, body, form, json, protocol = {}, timeout, requireOk, ...init } = options
  requireOptions('the protocol of a request', protocol, PROTOCOL_OPTIONS)
  requireMethod(method)
  const headers = readHeaders(init.headers)
  // An iterator can be read only once.
  const query = params == null ? [] : toParameters(params)
  const fields = form == null ? [] : toParameters(form)
  const given = form == null ? options : { ...options, form: fields }
  const content = chooseBody(given, headers)
  if (content !== null) requireBodyMethod(method)
  const url = resolveUrl(input, baseUrl)
  return {
    method,
    url: query.length === 0 ? url : appendParameters(url, query),
    headers: addDefaults(headers, defaults),
    body: content,
    given: null,
    init,
    parameters: [...query, ...fields],
  }
}

function addDefaults(headers: Headers, defaults: Headers): Headers {
  defaults.forEach((value, name) => headers.has(name) || headers.set(name, value))
  return headers
}

/** Fetch standard, "forbidden method". */
const FORBIDDEN = /^(CONNECT|TRACE|TRACK)$/i
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/**
 * `fetch` would refuse it with an error that differs between runtimes.
 *
 * @throws CountersignError `invalid-method`
 */
function requireMethod(method: unknown): void {
  if (typeof method === 'string' && TOKEN.test(method) && !FORBIDDEN.test(method)) return
  const shown = typeof method === 'string' ? quote(method) : nameKind(method)
  fail(
    'invalid-method',
    '3.4.1.1',
    `fetch cannot send the method ${shown}`,
    'give GET, POST or another token',
  )
}

/** @throws CountersignError `invalid-body` */
function requireBodyMethod(method: string): void {
  if (!/^(GET|HEAD)$/i.test(method)) return
  fail(
    'invalid-body',
    '3.4.1.3.1',
    `a ${method.toUpperCase()} has no body`,
    'use params for parameters, or POST for a body',
  )
}

/**
 * The body that the options give. `form` and `json` set the Content-Type if the caller has not.
 *
 * @throws CountersignError `invalid-body`: more than one body, or a form with another Content-Type
 */
function chooseBody({ body, form, json }: BodyOptions, headers: Headers): BodyInit | null {
  if ([body ?? undefined, form, json].filter((given) => given !== undefined).length > 1) {
    fail(
      'invalid-body',
      '3.4.1.3.1',
      'more than one of body, form and json is given',
      'give only one',
    )
  }
  if (form === undefined && json === undefined) return body ?? null
  const content = form === undefined ? jsonBody(json) : formBody(form)
  if (!headers.has('content-type')) headers.set('content-type', content.contentType)
  if (form !== undefined && !isFormContentType(headers.get('content-type'))) {
    fail(
      'invalid-body',
      '3.4.1.3.1',
      'the Content-Type is not that of a form',
      'remove that header, or use the option body',
    )
  }
  return content.body
}
