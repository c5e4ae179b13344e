/** A request at the last moment before it is sent: what a dry run prints, and what explanations explain. */
import { explain, explainText } from '../../explain/index.ts'
import { observeRequest } from '../../input/index.ts'
import { isSecretName, MASK } from 'countersign/internal'
import { currentTimestamp, type WireRequest } from 'countersign/signing'
import type { Identity } from '../profiles/identity.ts'

export interface SentRequest extends WireRequest {
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `null` for a body that is no text, which no signature covers. */
  readonly body: string | null
}

/**
 * A `fetch` that shows each request before it is sent.
 *
 * @param send `null` sends nothing, and answers in the server's place
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

/** How the signature of a request came to be. It holds no secret. */
export function explainSent(
  request: SentRequest,
  { secrets }: Identity,
  isColoured: boolean,
): string {
  return explainText(explain(observeRequest(request), secrets, currentTimestamp()), isColoured)
}

/** Whether the signature of a request is its secrets. */
export const isPlaintext = (request: SentRequest): boolean =>
  observeRequest(request).signatureMethod === 'PLAINTEXT'

/** The whole request, and the text that was signed. */
export function describeSent(request: SentRequest, { secrets }: Identity): string {
  const { method, url, headers, body } = request
  const { signatureBaseString } = explain(observeRequest(request), secrets)
  return [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${isSecretName(name) ? MASK : value}`),
    ...(body === null ? [] : ['', body]),
    '',
    `signature base string: ${signatureBaseString ?? 'none, PLAINTEXT signs nothing'}`,
    '',
  ].join('\n')
}
