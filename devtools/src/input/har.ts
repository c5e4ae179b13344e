/** A request out of a HAR file, or one entry of it, as a browser's network panel saves it. */
import { firstHeader } from 'countersign/internal'
import type { RequestFacts } from './observed-request.ts'
import { CountersignError, isFormContentType, isOAuthHeader } from 'countersign/signing'
import { MOST_LEVELS, placeBeyondDepth } from './limits.ts'
import { type ReadFile, refuseFile } from './named-file.ts'
import { counted, stop } from './unreadable.ts'

interface HarRequest {
  readonly method: string
  readonly url: string
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
  /** Of any shape until the request is chosen. */
  readonly postData?: unknown
}

interface HarContent {
  readonly mimeType: string | null
  readonly text: string | null
  readonly params: readonly HarField[] | null
  /** Where the text is, in a file of its own, as some programs save it. */
  readonly file: string | null
}

interface HarField {
  readonly name: string
  readonly value: string
  /** Of an uploaded file. */
  readonly fileName: string | null
}

/**
 * `entry` picks one: by its number from 1, or by a part of its URL. `given` reads the files that it names; `null` for
 * none.
 *
 * @throws CountersignError `unreadable-input`; `file-not-read`: what is signed is in a file
 */
export function readHar(text: string, entry: string | null, given: ReadFile | null): RequestFacts {
  const requests = requestsOf(parse(text))
  if (requests.length === 0) {
    stop({
      as: 'a HAR file',
      text,
      position: 0,
      understood: 'JSON',
      problem: 'it holds no request with a method and a URL',
      hint: 'paste a HAR file, one of its entries, or the request of one',
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
  // What is not signed need not be known.
  const isNeeded =
    isFormContentType(type) ||
    [url, ...pairs.flat()].some((part) => part.includes('oauth_body_hash'))
  const inFile =
    content !== null && content.text === null && content.params === null ? content.file : null
  const isRead = inFile !== null && (isNeeded || given !== null)
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
    body: isRead ? (given ?? refuseFile)(inFile, '_file') : (content?.text ?? formOf(content)),
    notes: [
      ...(isSigned(chosen)
        ? []
        : [
            'this entry carries no OAuth signature: unless told otherwise, browsers leave the Authorization header out',
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
    stop({
      as: 'a HAR file',
      text,
      position: deep,
      understood: '',
      problem: `it nests more than ${MOST_LEVELS} levels there`,
      hint: 'paste one entry of the file',
    })
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length)
    return stop({
      as: 'a HAR file',
      text,
      position,
      understood: '',
      problem: 'it is not JSON from there on',
      hint: 'paste or save the whole file',
    })
  }
}

const hasUpload = (content: HarContent | null): boolean =>
  content?.params?.some(({ fileName }) => fileName !== null) ?? false

const formOf = (content: HarContent | null): string | null =>
  content?.params ? content.params.map(({ name, value }) => `${name}=${value}`).join('&') : null

/** What came with a request, `null` for nothing. @throws CountersignError `unreadable-input` */
function readContent(postData: unknown): HarContent | null {
  if (postData === undefined || postData === null) return null
  const refuse = (what: string): never => {
    throw new CountersignError(
      'unreadable-input',
      `the postData of a request in a HAR file is damaged: ${what}`,
      {
        hint: 'save the file anew, or paste the request as curl',
      },
    )
  }
  const textIn = (members: Record<string, unknown>, name: string, where: string): string | null => {
    const value = members[name] ?? null
    return value === null || typeof value === 'string'
      ? value
      : refuse(`"${name}" of ${where} is no text`)
  }
  const membersOf = (value: unknown, where: string): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : refuse(`${where} is no object`)
  const content = membersOf(postData, 'it')
  const { params = null } = content
  if (params !== null && !Array.isArray(params)) refuse('"params" is no list')
  const fields = (params as unknown[] | null)?.map((param): HarField => {
    const field = membersOf(param, 'an entry of "params"')
    const name = textIn(field, 'name', 'an entry of "params"')
    const value = textIn(field, 'value', 'an entry of "params"') ?? ''
    const fileName = textIn(field, 'fileName', 'an entry of "params"')
    return { name: name ?? refuse('an entry of "params" has no name'), value, fileName }
  })
  return {
    mimeType: textIn(content, 'mimeType', 'it') || null,
    text: textIn(content, 'text', 'it'),
    params: fields ?? null,
    file: textIn(content, '_file', 'it'),
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
  // An array has entries of its own kind.
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
      refuse(`there is no request ${entry} in a HAR file`, requests, requests)
    )
  const fitting = entry === null ? requests : requests.filter(({ url }) => url.includes(entry))
  if (fitting.length === 0) refuse(`no URL holds ${quoted} in a HAR file`, requests, requests)
  const signed = fitting.filter(isSigned)
  const [only, ...more] = signed.length > 0 ? signed : fitting
  if (only && more.length === 0) return only
  return refuse(
    entry === null ? 'a HAR file' : `${quoted} fits several in a HAR file`,
    fitting,
    requests,
  )
}

/** Says what there is to choose from: of URLs, nothing that may be a secret. */
function refuse(problem: string, choice: readonly HarRequest[], all: readonly HarRequest[]): never {
  const [count, signed] = [choice.length, choice.filter(isSigned).length]
  const listed = choice.slice(0, 8).map((request) => {
    return `${all.indexOf(request) + 1} ${request.method.slice(0, 20)} ${shownUrl(request.url).slice(0, 70)}`
  })
  const more = count > 8 ? [`and ${count - 8} more`] : []
  const number = `${counted(count, 'request')}, of which ${signed} ${signed === 1 ? 'is' : 'are'} signed`
  throw new CountersignError(
    'unreadable-input',
    `${problem} with ${number}: ${[...listed, ...more].join(', ')}`,
    {
      hint: 'pick one with --entry, by its number or by a part of its URL',
    },
  )
}

/** Up to what may be a parameter of the path, or another URL with a password in it; without what looks like a token. */
function shownUrl(text: string): string {
  if (!URL.canParse(text)) return 'with a URL that cannot be read'
  const { protocol, origin, pathname } = new URL(text)
  if (!/^https?:\/\//i.test(text)) return `${protocol}…`
  const segments = pathname.replace(/[:;=@].*$/s, '…').split('/')
  return origin + segments.map((segment) => (isLikeToken(segment) ? '…' : segment)).join('/')
}

const isLikeToken = (segment: string): boolean =>
  segment.length >= 10 && /\d/.test(segment) && /[A-Za-z]/.test(segment)
