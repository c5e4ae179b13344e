/** Reads a request from a HAR file, one of its entries, or the request of an entry. */
import { firstHeader } from './header-list.ts'
import type { RequestFacts } from './observed-request.ts'
import { CountersignError, isFormContentType, isOAuthHeader, parseUrl } from 'countersign/signing'
import { MAX_JSON_DEPTH, placeBeyondDepth } from './limits.ts'
import { type ReadFile, refuseFile } from './named-file.ts'
import { counted, throwUnreadable } from './unreadable.ts'

interface HarRequest {
  readonly method: string
  readonly url: string
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
  /** Checked only for the chosen request. */
  readonly postData?: unknown
}

interface HarContent {
  readonly mimeType: string | null
  readonly text: string | null
  readonly params: readonly HarField[] | null
  /** The path of a separate file that holds the text, as some programs save it. */
  readonly file: string | null
}

interface HarField {
  readonly name: string
  readonly value: string
  /** The name of an uploaded file. */
  readonly fileName: string | null
}

/**
 * @param entry the number of the request, from 1, or a part of its URL; `null` expects one signed
 *   request
 * @param fileReader reads the files that the entry names; `null` refuses them
 * @throws CountersignError `unreadable-input`; `file-not-read`: a signed body is in a file
 */
export function readHar(
  text: string,
  entry: string | null,
  fileReader: ReadFile | null,
): RequestFacts {
  const requests = requestsOf(parse(text))
  if (requests.length === 0) {
    throwUnreadable({
      format: 'a HAR file',
      text,
      position: 0,
      understood: 'JSON',
      problem: 'it contains no request with a method and a URL',
      hint: 'paste a HAR file, one of its entries, or the request of an entry',
    })
  }
  const chosen = choose(requests, entry)
  const { method, url, headers = [], postData } = chosen
  const content = readContent(postData)
  const pairs = headers
    .filter(({ name }) => !name.startsWith(':'))
    .map(({ name, value }) => [name, value] as const)
  const ownType = firstHeader(pairs, 'content-type')
  const type = ownType ?? content?.mimeType ?? null
  // A body that the signature does not cover is not read.
  const isNeeded =
    isFormContentType(type) ||
    [url, ...pairs.flat()].some((part) => part.includes('oauth_body_hash'))
  const inFile =
    content !== null && content.text === null && content.params === null ? content.file : null
  const isRead = inFile !== null && (isNeeded || fileReader !== null)
  const unread = [
    ...(inFile !== null && !isRead ? ['_file'] : []),
    ...(hasUpload(content) ? ['fileName'] : []),
  ]
  return {
    kind: 'har',
    method,
    url,
    isWire: !/#/.test(url),
    headers: type !== null && ownType === null ? [...pairs, ['Content-Type', type]] : pairs,
    body: isRead ? (fileReader ?? refuseFile)(inFile, '_file') : (content?.text ?? formOf(content)),
    notes: [
      ...(isSigned(chosen)
        ? []
        : [
            'this entry has no OAuth signature: by default, browsers do not save the Authorization header in a HAR file',
          ]),
      ...unread.map(
        (name) => `the file of "${name}" was not read: the signature does not cover it`,
      ),
    ],
  }
}

function parse(text: string): unknown {
  const deep = placeBeyondDepth(text)
  if (deep !== null) {
    throwUnreadable({
      format: 'a HAR file',
      text,
      position: deep,
      understood: '',
      problem: `the JSON is nested more than ${MAX_JSON_DEPTH} levels deep`,
      hint: 'paste only one entry of the file',
    })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length)
    return throwUnreadable({
      format: 'a HAR file',
      text,
      position,
      understood: '',
      problem: 'it is not valid JSON',
      hint: 'paste or save the complete file',
    })
  }
}

const hasUpload = (content: HarContent | null): boolean =>
  content?.params?.some(({ fileName }) => fileName !== null) ?? false

const formOf = (content: HarContent | null): string | null =>
  content?.params ? content.params.map(({ name, value }) => `${name}=${value}`).join('&') : null

/**
 * The content of a request. `null` for a request without a body.
 *
 * @throws CountersignError `unreadable-input`
 */
function readContent(postData: unknown): HarContent | null {
  if (postData === undefined || postData === null) return null
  const refuse = (what: string): never => {
    throw new CountersignError(
      'unreadable-input',
      `the postData of a request in the HAR file is not valid: ${what}`,
      {
        hint: 'save the HAR file again, or copy the request as cURL',
      },
    )
  }
  const textIn = (members: Record<string, unknown>, name: string, where: string): string | null => {
    const value = members[name] ?? null
    return value === null || typeof value === 'string'
      ? value
      : refuse(`"${name}" of ${where} is not a string`)
  }
  const membersOf = (value: unknown, where: string): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : refuse(`${where} is not an object`)
  const content = membersOf(postData, 'postData')
  const { params = null } = content
  if (params !== null && !Array.isArray(params)) refuse('"params" is not an array')
  const fields = (params as unknown[] | null)?.map((param): HarField => {
    const field = membersOf(param, 'an entry of "params"')
    const name = textIn(field, 'name', 'an entry of "params"')
    const value = textIn(field, 'value', 'an entry of "params"') ?? ''
    const fileName = textIn(field, 'fileName', 'an entry of "params"')
    return { name: name ?? refuse('an entry of "params" has no name'), value, fileName }
  })
  return {
    mimeType: textIn(content, 'mimeType', 'postData') || null,
    text: textIn(content, 'text', 'postData'),
    params: fields ?? null,
    file: textIn(content, '_file', 'postData'),
  }
}

function isRequest(value: unknown): value is HarRequest {
  const { method, url, headers } = Object(value) as Record<string, unknown>
  const areHeaders =
    headers === undefined ||
    (Array.isArray(headers) &&
      headers.every((header) => {
        const { name, value: content } = Object(header) as Record<string, unknown>
        return typeof name === 'string' && typeof content === 'string'
      }))
  return typeof method === 'string' && typeof url === 'string' && areHeaders
}

function requestsOf(data: unknown): readonly HarRequest[] {
  // Array.prototype has a method `entries`.
  const { log, entries, request } = (
    Array.isArray(data) ? { entries: data } : Object(data)
  ) as Record<string, unknown>
  const list = (Object(log) as Record<string, unknown>)['entries'] ?? entries ?? [data]
  const all = (Array.isArray(list) ? list : []).map(
    (entry: unknown) => (Object(entry) as Record<string, unknown>)['request'] ?? entry,
  )
  return [...new Set([...(isRequest(request) ? [request] : []), ...all.filter(isRequest)])]
}

function isSigned({ url, headers = [], postData }: HarRequest): boolean {
  const { text } = Object(postData) as Record<string, unknown>
  const isInText =
    url.includes('oauth_signature') ||
    (typeof text === 'string' && text.includes('oauth_signature'))
  return isInText || headers.some(({ value }) => isOAuthHeader(value))
}

function choose(requests: readonly HarRequest[], entry: string | null): HarRequest {
  const quoted = JSON.stringify(entry)
  if (entry !== null && /^\d+$/.test(entry))
    return (
      requests[Number(entry) - 1] ??
      refuse(`the HAR file has no request ${entry}; it has`, requests, requests)
    )
  const fitting = entry === null ? requests : requests.filter(({ url }) => url.includes(entry))
  if (fitting.length === 0)
    refuse(`no URL in the HAR file contains ${quoted}; the file has`, requests, requests)
  const signed = fitting.filter(isSigned)
  const [only, ...more] = signed.length > 0 ? signed : fitting
  if (only && more.length === 0) return only
  return refuse(entry === null ? 'the HAR file has' : `${quoted} matches`, fitting, requests)
}

/** Refuses a selection and lists the requests, without the parts of URLs that may be secret. */
function refuse(problem: string, choice: readonly HarRequest[], all: readonly HarRequest[]): never {
  const [count, signed] = [choice.length, choice.filter(isSigned).length]
  const listed = choice.slice(0, 8).map((request) => {
    return `${all.indexOf(request) + 1} ${request.method.slice(0, 20)} ${shownUrl(request.url).slice(0, 70)}`
  })
  const more = count > 8 ? [`and ${count - 8} more`] : []
  const number = `${counted(count, 'request')}, of which ${signed} ${signed === 1 ? 'is' : 'are'} signed`
  throw new CountersignError(
    'unreadable-input',
    `${problem} ${number}: ${[...listed, ...more].join(', ')}`,
    {
      hint: 'select a request with --entry and its number or a part of its URL',
    },
  )
}

/** The URL without credentials, query, path parameters, and path segments that look like tokens. */
function shownUrl(text: string): string {
  const url = parseUrl(text)
  if (url === null) return 'with an invalid URL'
  const { protocol, origin, pathname } = url
  if (!/^https?:\/\//i.test(text)) return `${protocol}…`
  const segments = pathname.replace(/[:;=@].*$/s, '…').split('/')
  return origin + segments.map((segment) => (isLikeToken(segment) ? '…' : segment)).join('/')
}

const isLikeToken = (segment: string): boolean =>
  segment.length >= 10 && /\d/.test(segment) && /[A-Za-z]/.test(segment)
