/** The octets of a body: all of them for a hash, or a copy in case they have to be sent again. */
import { CountersignError, fail } from '../signing/index.ts'
import type { BodyInit } from './fetch-types.ts'
import { readStart } from './read-start.ts'

type Octets = Uint8Array<ArrayBuffer>

/** Of a Request's body, which may be a stream for all that one can see, this much is kept, in octets. */
const COPY_LIMIT = 1024 * 1024
/** Of one that has to be read before it can be signed, no more than this. */
const READ_LIMIT = 64 * 1024 * 1024

/** A web stream, a stream of Node, or what else gives its octets piece by piece, and once. */
export const isStream = (body: BodyInit | Request): boolean =>
  typeof body === 'object' && Symbol.asyncIterator in body

/** A copy that does not change while the request is under way. @throws CountersignError `body-too-large` */
export async function copyOctets(
  source: Exclude<BodyInit, string> | Request,
  signal: AbortSignal | null = null,
): Promise<Octets> {
  // At once, before anything is waited for.
  if (ArrayBuffer.isView(source))
    return Uint8Array.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice())
  return 'headers' in source
    ? readRequestBody(source, signal)
    : new Uint8Array(await (source as Blob).arrayBuffer())
}

async function readRequestBody(request: Request, signal: AbortSignal | null): Promise<Octets> {
  // One that was read before fails as it does with fetch.
  if (request.body === null || request.bodyUsed) return new Uint8Array(await request.arrayBuffer())
  let length = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length
      if (length <= READ_LIMIT) controller.enqueue(chunk)
      else controller.error(tooLarge())
    },
  })
  const body = request.body.pipeThrough(counted, signal === null ? {} : { signal })
  return new Uint8Array(await new Response(body).arrayBuffer())
}

function tooLarge(): CountersignError {
  const limit = `${READ_LIMIT / COPY_LIMIT} MiB`
  return new CountersignError(
    'body-too-large',
    `the body of the Request is to be signed, and has more than ${limit}`,
    {
      section: '3.4.1.3.1',
      hint: 'give octets beside the URL; a stream is sent only where nothing of it is signed',
    },
  )
}

/**
 * The octets that a body is on the wire. It sets the Content-Type of multipart, whose boundary is made here.
 *
 * @throws CountersignError `unhashable-body`, `body-too-large`
 */
export async function readOctets(
  source: BodyInit | Request,
  headers: Headers,
  signal: AbortSignal | null,
): Promise<Octets> {
  if (typeof source === 'string' || source instanceof URLSearchParams)
    return new TextEncoder().encode(String(source))
  if (isStream(source)) {
    fail(
      'unhashable-body',
      '3.4.1.3.1',
      'the body is a stream, which is sent as it comes and cannot be hashed before',
      'give its octets, or a session without bodyHash',
    )
  }
  if (!(source instanceof FormData)) return copyOctets(source, signal)
  const multipart = new Response(source)
  if (!headers.has('content-type'))
    headers.set('content-type', multipart.headers.get('content-type')!)
  return new Uint8Array(await multipart.arrayBuffer())
}

/** A copy of the body of a Request while it is sent, in case it has to be sent again. */
export interface BodyCopy {
  /** `null` where the body is large, or was not sent to its end. */
  readonly again: () => Octets | null
  /** Ends the copying, so that a body that is no longer sent is not read on. */
  readonly release: () => void
}

export function copyBody(request: Request): BodyCopy {
  let copy: Octets | null = null
  const copying = new AbortController()
  void readStart(request.clone().body!, COPY_LIMIT, copying.signal).then(({ octets, isWhole }) => {
    copy = isWhole ? octets : null
  })
  return { again: () => copy, release: () => copying.abort() }
}
