/** Whether a request brings a problem along, which an answer would then only repeat. */
import type { OutgoingRequest } from './outgoing-request.ts'
import type { RequestProtocol } from './session-options.ts'

/** A body that cannot be looked into, such as a stream, counts as one that does. */
export function bringsProblem(request: OutgoingRequest, protocol: RequestProtocol): boolean {
  const body = bodyTexts(request)
  if (body === null) return true
  const { callback = '', verifier = '', extra = [] } = protocol
  const own = [callback, verifier, ...extra.flat()].map(String)
  return [request.url, ...[...request.headers].flat(), ...own, ...body].some(namesProblem)
}

/** The texts of a body; `null` where it cannot be looked into. */
function bodyTexts({ body }: OutgoingRequest): readonly string[] | null {
  // The copy of a Request's body is there once it was sent.
  const sent = body.sent === null ? null : body.again()
  if (sent === null) return body.sent === null ? [] : null
  if (typeof sent === 'string' || sent instanceof URLSearchParams) return [String(sent)]
  if (sent instanceof ArrayBuffer) return [Buffer.from(sent).toString()]
  if (ArrayBuffer.isView(sent)) {
    return [Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength).toString()]
  }
  const entries = sent instanceof FormData ? [...sent].flat() : [null]
  const texts = entries.filter((entry) => typeof entry === 'string')
  return texts.length === entries.length ? texts : null
}

/** In any spelling that a server decodes: percent-encoding, also twice over, and that of JSON. */
function namesProblem(text: string): boolean {
  let decoded = text
  for (let round = 0; round < 3; round += 1) {
    decoded = decoded.replace(
      /%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi,
      (_, percent?: string, unicode?: string) =>
        String.fromCharCode(Number.parseInt(percent ?? unicode!, 16)),
    )
  }
  return /oauth_problem/i.test(decoded)
}
