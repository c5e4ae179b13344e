/** A signed request in the form that `explain` and `diagnose` work on. */
import { firstHeader, headerValues } from './header-list.ts'
import {
  CountersignError,
  type HeaderList,
  isFormContentType,
  isOAuthHeader,
  type OctetString,
  type Parameter,
  parseAuthorizationHeader,
  parseForm,
  toText,
} from 'countersign/signing'
import { HEAD_LIMIT, requireParameterLimit, requireSize } from './limits.ts'
import { sentUrl, type SpelledUrl, spellUrl } from './url-parts.ts'

/** The format of the input. `fields` means separate values: command-line options or an object. */
export type InputKind = 'curl' | 'curl-cmd' | 'raw-http' | 'har' | 'header' | 'fields'

export type ProtocolPlace = 'header' | 'query' | 'body'

/** The parts of a request that an input contains. */
export interface RequestFacts {
  readonly kind?: InputKind
  readonly method: string
  readonly url: string
  readonly headers?: HeaderList
  readonly body?: string | Uint8Array | null
  /**
   * Whether the URL is the request target as sent, which no HTTP client normalizes again. Defaults
   * to false.
   */
  readonly isWire?: boolean
  /** Decoded protocol parameters, for a request without an Authorization header. */
  readonly protocol?: readonly Parameter[]
  readonly notes?: readonly string[]
}

export interface ObservedRequest {
  readonly kind: InputKind
  readonly method: string
  /** As sent: absolute, without user name, password and fragment. */
  readonly url: string
  readonly wire: SpelledUrl
  /** As given, before an HTTP client normalizes it. */
  readonly typed: SpelledUrl
  /** Whether the URL has no lone surrogates, which UTF-8 cannot represent. */
  readonly isWellFormed: boolean
  readonly hostHeader: string | null
  readonly headers: HeaderList
  readonly contentType: string | null
  readonly body: string | Uint8Array | null
  /** The text of a form body. `null` for another body, which a signature does not cover. */
  readonly form: string | null
  readonly realm: string | null
  /** The decoded parameters of the Authorization header, without realm. */
  readonly header: readonly Parameter[]
  /**
   * The decoded oauth_ parameters of header, query and body by name. The first of a repeated name
   * counts.
   */
  readonly protocol: ReadonlyMap<string, string>
  readonly places: readonly ProtocolPlace[]
  readonly signatureMethod: string
  readonly signature: string | null
  readonly notes: readonly string[]
}

/**
 * Finds the protocol parameters, the signed parts and the signature method of a request. RFC 5849
 * §3.4.1.3.1, §3.5
 *
 * @throws CountersignError `invalid-method`, `invalid-url`, `invalid-header`, `input-too-large`,
 *   `too-many-parameters`
 */
export function observeRequest(facts: RequestFacts): ObservedRequest {
  const { kind = 'fields', method, url, headers = [], body = null, notes = [] } = facts
  for (const text of [url, headers.flat().join('\n')])
    requireSize('the head of the request', text, HEAD_LIMIT)
  requireMethod(method)
  const sent = facts.isWire ? url.replace(/#.*$/s, '') : sentUrl(url)
  const types = headerValues(headers, 'content-type')
  // RFC silent: with two Content-Type headers it is unknown which one applies, so the body is not
  // read as a form.
  const contentType = types.length === 0 ? null : types.join(', ')
  refuseMalformedHeader(headers)
  const authorization = headerValues(headers, 'authorization').find(isOAuthHeader) ?? null
  const parsed = authorization === null ? null : parseAuthorizationHeader(authorization)
  const header = facts.protocol ?? parsed?.parameters ?? []
  const wire = spellUrl(sent)
  const form = formOf(body, contentType)
  requireSize('the form body', form ?? '', HEAD_LIMIT)
  requireParameterLimit(header.length, wire.query, form)
  const found = (
    [
      ['header', header],
      ['query', parseForm(wire.query ?? '')],
      ['body', parseForm(form ?? '')],
    ] as const
  )
    .map(
      ([place, pairs]) =>
        [place, pairs.filter(([name]) => String(name).startsWith('oauth_'))] as const,
    )
    .filter(([, pairs]) => pairs.length > 0)
  const protocol = new Map<string, string>()
  for (const [name, value] of found.flatMap(([, pairs]) => pairs)) {
    if (!protocol.has(String(name))) protocol.set(String(name), textOf(value))
  }
  return {
    kind,
    method,
    url: sent,
    wire,
    typed: spellUrl(url.toWellFormed()),
    headers,
    contentType,
    body,
    form,
    header,
    protocol,
    notes,
    isWellFormed: url.isWellFormed(),
    hostHeader: firstHeader(headers, 'host'),
    realm: parsed?.realm ?? null,
    places: found.map(([place]) => place),
    signatureMethod: protocol.get('oauth_signature_method') ?? 'HMAC-SHA1',
    signature: protocol.get('oauth_signature') ?? null,
  }
}

/** The message omits the method, because any part of a malformed request may be a password. */
function requireMethod(method: string): void {
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return
  throw new CountersignError('invalid-method', 'the method of the request is not an HTTP method', {
    section: '3.4.1.1',
    hint: 'use an HTTP method such as GET or POST',
  })
}

/**
 * Refuses Authorization headers with a mistake that stops servers from recognizing them as OAuth.
 */
function refuseMalformedHeader(headers: HeaderList): void {
  const value = firstHeader(headers, 'authorization') ?? ''
  const refuse = (problem: string, hint: string): never => {
    throw new CountersignError(
      'invalid-header',
      `not an OAuth 1.0a Authorization header: ${problem}`,
      {
        section: '3.5.1',
        hint,
      },
    )
  }
  if (/^\s*oauth_\w+\s*=/i.test(value))
    refuse(
      'the word OAuth is missing before the parameters',
      'write the header as OAuth oauth_consumer_key="…", …',
    )
  if (isOAuthHeader(value) && /=[“”„‟«‘’]/.test(value))
    refuse(
      'it contains typographic quotes',
      'use straight quotes, "…": an editor or a chat program replaced them',
    )
}

/** The octets as readable text. Octets that are not valid UTF-8 become escapes such as \xE9. */
export function textOf(text: OctetString): string {
  if (typeof text === 'string') return text
  return Array.from(text, (octet) =>
    octet < 0x80 ? String.fromCharCode(octet) : `\\x${octet.toString(16).toUpperCase()}`,
  ).join('')
}

function formOf(body: string | Uint8Array | null, contentType: string | null): string | null {
  if (body === null || !isFormContentType(contentType)) return null
  // Octets that are not valid UTF-8 become percent escapes, which decode to the same octets.
  const text = typeof body === 'string' ? body : toText(body)
  return typeof text === 'string' ? text : Array.from(text, escapeHighOctet).join('')
}

const escapeHighOctet = (octet: number): string =>
  octet < 0x80 ? String.fromCharCode(octet) : `%${octet.toString(16).toUpperCase()}`
