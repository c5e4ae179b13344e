/** A request with a signature, in the one form that explaining and diagnosing work on. */
import { firstHeader, headerValues } from 'countersign/internal'
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
import { HEAD_LIMIT, requireFewParameters, requireSize } from './limits.ts'
import { sentUrl, type SpelledUrl, spellUrl } from './url-parts.ts'

/** What a person pasted. `fields` stands for plain data: options, or a program's own objects. */
export type InputKind = 'curl' | 'curl-cmd' | 'raw-http' | 'har' | 'header' | 'fields'

export type ProtocolPlace = 'header' | 'query' | 'body'

/** What is known of a request before it is looked at more closely. */
export interface RequestFacts {
  readonly kind?: InputKind
  readonly method: string
  readonly url: string
  readonly headers?: HeaderList
  readonly body?: string | Uint8Array | null
  /** The URL is the request target itself, byte by byte, and no HTTP client will respell it. */
  readonly isWire?: boolean
  /** Protocol parameters of the header, decoded, where there is no Authorization header to read them from. */
  readonly protocol?: readonly Parameter[]
  readonly notes?: readonly string[]
}

export interface ObservedRequest {
  readonly kind: InputKind
  readonly method: string
  /** As it goes on the wire: absolute, without user, password and fragment. */
  readonly url: string
  readonly wire: SpelledUrl
  /** As it was given; it may say more, or say it otherwise. */
  readonly typed: SpelledUrl
  /** Whether the URL is without half surrogate pairs, which no text on the wire can hold. */
  readonly isWellFormed: boolean
  readonly hostHeader: string | null
  readonly headers: HeaderList
  readonly contentType: string | null
  readonly body: string | Uint8Array | null
  /** The body's text where its Content-Type says form; a signature covers no other. */
  readonly form: string | null
  readonly realm: string | null
  /** The parameters of the OAuth header, decoded, without its realm. */
  readonly header: readonly Parameter[]
  /** All of them by name, decoded, wherever they travel; of equal names the first. */
  readonly protocol: ReadonlyMap<string, string>
  readonly places: readonly ProtocolPlace[]
  readonly signatureMethod: string
  readonly signature: string | null
  readonly notes: readonly string[]
}

/**
 * Looks at a request: where its protocol parameters travel, what of it is signed, and by which method.
 *
 * @throws CountersignError `invalid-method`, `invalid-url`, `invalid-header`, `input-too-large`,
 *   `too-many-parameters`. §3.4.1.3.1, §3.5
 */
export function observeRequest(facts: RequestFacts): ObservedRequest {
  const { kind = 'fields', method, url, headers = [], body = null, notes = [] } = facts
  for (const text of [url, headers.flat().join('\n')])
    requireSize('the head of the request', text, HEAD_LIMIT)
  requireMethod(method)
  const sent = facts.isWire ? url.replace(/#.*$/s, '') : sentUrl(url)
  const types = headerValues(headers, 'content-type')
  // RFC silent: with two Content-Types it is unknown which counts, and the body is taken for no form.
  const contentType = types.length === 0 ? null : types.join(', ')
  refuseMisspelt(headers)
  const authorization = headerValues(headers, 'authorization').find(isOAuthHeader) ?? null
  const parsed = authorization === null ? null : parseAuthorizationHeader(authorization)
  const header = facts.protocol ?? parsed?.parameters ?? []
  const wire = spellUrl(sent)
  const form = formOf(body, contentType)
  requireSize('the form body', form ?? '', HEAD_LIMIT)
  requireFewParameters(header.length, wire.query, form)
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

/** Says nothing of the method itself: of a request that is broken, any part may be a password. */
function requireMethod(method: string): void {
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method)) return
  throw new CountersignError('invalid-method', 'the method of the request is not an HTTP method', {
    section: '3.4.1.1',
    hint: 'give GET, POST or another',
  })
}

/** HeaderList that were meant for OAuth, and that a server takes for none. */
function refuseMisspelt(headers: HeaderList): void {
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
      'the word OAuth is missing before its parameters',
      'write OAuth oauth_consumer_key="…", …',
    )
  if (isOAuthHeader(value) && /=[“”„‟«‘’]/.test(value))
    refuse(
      'it has typographic quotes',
      'write straight quotes, "…": an editor or a chat changed them',
    )
}

/** Text of octets, for people to read: what is no UTF-8 stays visible as an escape. */
export function textOf(text: OctetString): string {
  if (typeof text === 'string') return text
  return Array.from(text, (octet) =>
    octet < 0x80 ? String.fromCharCode(octet) : `\\x${octet.toString(16).toUpperCase()}`,
  ).join('')
}

function formOf(body: string | Uint8Array | null, contentType: string | null): string | null {
  if (body === null || !isFormContentType(contentType)) return null
  // Octets that are no UTF-8 are spelled as escapes, which are read back as the same octets.
  const text = typeof body === 'string' ? body : toText(body)
  return typeof text === 'string' ? text : Array.from(text, escapeHighOctet).join('')
}

const escapeHighOctet = (octet: number): string =>
  octet < 0x80 ? String.fromCharCode(octet) : `%${octet.toString(16).toUpperCase()}`
