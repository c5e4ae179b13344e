/** A request out of a HAR file, or one entry of it, as a browser's network panel saves it. */
import type { RequestFacts } from '../observed-request.ts'
import { CountersignError, isOAuthHeader } from '../../signing/index.ts'
import { counted, stop } from './unreadable.ts'

interface HarRequest {
  readonly method: string
  readonly url: string
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
  readonly postData?: {
    readonly mimeType?: string
    readonly text?: string
    readonly params?: readonly { readonly name: string; readonly value?: string }[]
  }
}

/** `entry` picks one: by its number from 1, or by a part of its URL. @throws CountersignError `unreadable-input` */
export function readHar(text: string, entry: string | null): RequestFacts {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? text.length)
    stop({
      as: 'a HAR file',
      text,
      position,
      understood: '',
      problem: 'it is not JSON from there on',
      hint: 'paste or save the whole file',
    })
  }
  const requests = requestsOf(data)
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
  const pairs = headers.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value] as const)
  const hasType = pairs.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    kind: 'har',
    method,
    url,
    isWire: !/#/.test(url),
    headers: postData?.mimeType && !hasType ? [...pairs, ['Content-Type', postData.mimeType]] : pairs,
    body: postData?.text ?? formOf(postData?.params),
    notes: isSigned(chosen)
      ? []
      : ['this entry carries no OAuth signature: unless told otherwise, browsers leave the Authorization header out'],
  }
}

const formOf = (params: NonNullable<HarRequest['postData']>['params']): string | null =>
  params ? params.map(({ name, value = '' }) => `${name}=${value}`).join('&') : null

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
  const { log, entries, request } = (Array.isArray(data) ? { entries: data } : Object(data)) as Record<string, unknown>
  const list = (Object(log) as Record<string, unknown>)['entries'] ?? entries ?? [data]
  const all = (Array.isArray(list) ? list : []).map(
    (entry: unknown) => (Object(entry) as Record<string, unknown>)['request'] ?? entry,
  )
  return [...(isRequest(request) ? [request] : []), ...all]
    .filter(isRequest)
    .filter((item, index, items) => items.indexOf(item) === index)
}

const isSigned = ({ url, headers = [], postData }: HarRequest): boolean =>
  headers.some(({ value }) => isOAuthHeader(value)) || `${url}${postData?.text ?? ''}`.includes('oauth_signature')

function choose(requests: readonly HarRequest[], entry: string | null): HarRequest {
  const quoted = JSON.stringify(entry)
  if (entry !== null && /^\d+$/.test(entry))
    return requests[Number(entry) - 1] ?? refuse(`there is no request ${entry} in a HAR file`, requests, requests)
  const fitting = entry === null ? requests : requests.filter(({ url }) => url.includes(entry))
  if (fitting.length === 0) refuse(`no URL holds ${quoted} in a HAR file`, requests, requests)
  const signed = fitting.filter(isSigned)
  const [only, ...more] = signed.length > 0 ? signed : fitting
  if (only && more.length === 0) return only
  return refuse(entry === null ? 'a HAR file' : `${quoted} fits several in a HAR file`, fitting, requests)
}

/** Says what there is to choose from: of URLs, nothing that may be a secret. */
function refuse(problem: string, choice: readonly HarRequest[], all: readonly HarRequest[]): never {
  const [count, signed] = [choice.length, choice.filter(isSigned).length]
  const listed = choice.slice(0, 8).map((request) => {
    const url = request.url.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')
    return `${all.indexOf(request) + 1} ${request.method} ${url.slice(0, 70)}`
  })
  const more = count > 8 ? [`and ${count - 8} more`] : []
  const number = `${counted(count, 'request')}, of which ${signed} ${signed === 1 ? 'is' : 'are'} signed`
  throw new CountersignError('unreadable-input', `${problem} with ${number}: ${[...listed, ...more].join(', ')}`, {
    hint: 'pick one with --entry, by its number or by a part of its URL',
  })
}
