/** Captures a request immediately before it is sent, for --dry-run, --curl and --explain. */
import { explain, explainText } from '../../explain/index.ts'
import { observeRequest } from '../../input/index.ts'
import { isSecretName, MASK } from 'countersign/internal'
import { currentTimestamp, type WireRequest } from 'countersign/signing'
import type { Identity } from '../profiles/identity.ts'

export interface SentRequest extends WireRequest {
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `null` for a body that is not text. No signature covers such a body. */
  readonly body: string | null
}

/**
 * Wraps `fetch` so that `show` receives each request before it is sent.
 *
 * @param send the `fetch` to call; `null` sends nothing and resolves to an empty response with
 *   status 204
 */
export function watchedFetch(
  show: (request: SentRequest) => void,
  send: typeof fetch | null,
): typeof fetch {
  return async (input, init = {}) => {
    const { method = 'GET', headers = [], body } = init
    show({
      method,
      url: String(input),
      headers: Array.isArray(headers)
        ? headers.map(([name = '', value = '']) => [name, value])
        : [...new Headers(headers)],
      body: typeof body === 'string' ? body : null,
    })
    return send === null ? new Response(null, { status: 204 }) : send(input, init)
  }
}

/** Explains how the signature of a request is computed. The text contains no secret. */
export function explainSent(
  request: SentRequest,
  { secrets }: Identity,
  isColoured: boolean,
): string {
  return explainText(explain(observeRequest(request), secrets, currentTimestamp()), isColoured)
}

/** Whether the request is signed with PLAINTEXT, whose signature consists of the secrets. */
export const isPlaintext = (request: SentRequest): boolean =>
  observeRequest(request).signatureMethod === 'PLAINTEXT'

/** Formats the request and its signature base string. */
export function describeSent(request: SentRequest, { secrets }: Identity): string {
  const { method, url, headers, body } = request
  const { signatureBaseString } = explain(observeRequest(request), secrets)
  return [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${isSecretName(name) ? MASK : value}`),
    ...(body === null ? [] : ['', body]),
    '',
    `signature base string: ${signatureBaseString ?? 'none, PLAINTEXT has no base string'}`,
    '',
  ].join('\n')
}
