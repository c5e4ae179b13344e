/** A request out of a HAR file, or one entry of it, as a browser's network panel saves it. */
import type { RequestFacts } from '../observed-request.ts'
import { CountersignError, isOAuthHeader } from '../../signing/index.ts'
import { stop } from './unreadable.ts'

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
  const { method, url, headers = [], postData } = choose(requests, entry)
  const pairs = headers.filter(({ name }) => !name.startsWith(':')).map(({ name, value }) => [name, value] as const)
  const hasType = pairs.some(([name]) => name.toLowerCase() === 'content-type')
  const isSigned =
    pairs.some(([, value]) => isOAuthHeader(value)) || /oauth_signature/.test(`${url}${postData?.text ?? ''}`)
  return {
    kind: 'har',
    method,
    url,
    isWire: !/#/.test(url),
    headers: postData?.mimeType && !hasType ? [...pairs, ['Content-Type', postData.mimeType]] : pairs,
    body: postData?.text ?? formOf(postData?.params),
    notes: isSigned
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

function choose(requests: readonly HarRequest[], entry: string | null): HarRequest {
  const numbered = entry !== null && /^\d+$/.test(entry) ? requests[Number(entry) - 1] : undefined
  if (numbered) return numbered
  const isSigned = ({ url, headers = [], postData }: HarRequest): boolean =>
    headers.some(({ value }) => isOAuthHeader(value)) || `${url}${postData?.text ?? ''}`.includes('oauth_signature')
  const fitting = entry === null ? requests : requests.filter(({ url }) => url.includes(entry))
  const signed = fitting.filter(isSigned)
  const [only, ...more] = signed.length > 0 ? signed : fitting
  if (only && more.length === 0) return only
  const listed = (fitting.length > 0 ? fitting : requests)
    .slice(0, 8)
    .map(
      (request) =>
        `${requests.indexOf(request) + 1} ${request.method} ${request.url.replace(/[?#].*$/s, '').slice(0, 70)}`,
    )
  throw new CountersignError(
    'unreadable-input',
    `a HAR file with ${requests.length} requests, of which ${signed.length} are signed: ${listed.join(', ')}`,
    {
      hint: 'pick one with --entry, by its number or by a part of its URL',
    },
  )
}
