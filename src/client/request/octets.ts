/** The octets of a body: all of them for a hash, or a copy for another attempt. */
import { CountersignError, fail } from '../../signing/index.ts'
import { readStart } from '../capped-read.ts'

export type BodyInit = NonNullable<RequestInit['body']>
type Octets = Uint8Array<ArrayBuffer>

const MEBIBYTE = 1024 * 1024
/** How much of the body of a Request is copied while it is sent. The body may never end. */
const COPY_LIMIT = MEBIBYTE
/** How much of the body of a Request is read before it is signed or hashed. */
const READ_LIMIT = 64 * MEBIBYTE

/** A web stream, a stream of Node, or another async iterable. It can be read only once. */
export const isStream = (body: BodyInit | Request): boolean =>
  typeof body === 'object' && Symbol.asyncIterator in body

/**
 * Copies the octets, so that the caller cannot change them later.
 *
 * @throws CountersignError `body-too-large`
 */
export async function copyOctets(
  source: Exclude<BodyInit, string> | Request,
  signal: AbortSignal | null = null,
): Promise<Octets> {
  // Copied before the first await: the caller may change the octets after that.
  if (ArrayBuffer.isView(source))
    return Uint8Array.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice())
  return 'headers' in source
    ? readRequestBody(source, signal)
    : new Uint8Array(await (source as Blob).arrayBuffer())
}

async function readRequestBody(request: Request, signal: AbortSignal | null): Promise<Octets> {
  // A body that was read before rejects with the same error as in fetch.
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
  const limit = `${READ_LIMIT / MEBIBYTE} MiB`
  return new CountersignError(
    'body-too-large',
    `the body of the Request is to be signed, and is longer than ${limit}`,
    {
      section: '3.4.1.3.1',
      hint: 'give octets beside the URL; a stream can be sent only if it is neither signed nor hashed',
    },
  )
}

/**
 * The octets of a body as they are sent. Sets the Content-Type of FormData, whose boundary is
 * generated here.
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
      'the body is a stream, which cannot be hashed before it is sent',
      'give its octets, or use a session without bodyHash',
    )
  }
  if (!(source instanceof FormData)) return copyOctets(source, signal)
  const multipart = new Response(source)
  if (!headers.has('content-type'))
    headers.set('content-type', multipart.headers.get('content-type')!)
  return new Uint8Array(await multipart.arrayBuffer())
}

/** A copy of the body of a Request, for another attempt. */
export interface BodyCopy {
  /** The copy. `null` if the body is longer than 1 MiB, or was not sent completely. */
  readonly again: () => Octets | null
  /** Stops the copying, and with it the reading of the body. */
  readonly release: () => void
}

/** Copies the body of a Request while it is sent. */
export function copyBody(request: Request): BodyCopy {
  let copy: Octets | null = null
  const copying = new AbortController()
  void readStart(request.clone().body!, COPY_LIMIT, copying.signal).then(({ octets, isWhole }) => {
    copy = isWhole ? octets : null
  })
  return { again: () => copy, release: () => copying.abort() }
}
