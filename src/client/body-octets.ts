/** The octets of a body: all of them for a hash, or a copy in case they have to be sent again. */
import { fail } from '../signing/index.ts'
import type { BodyInit } from './fetch-types.ts'
import { readStart } from './read-start.ts'

type Octets = Uint8Array<ArrayBuffer>

/** Of a Request's body, which may be a stream for all that one can see, this much is kept, in octets. */
const COPY_LIMIT = 1024 * 1024

/** A web stream, a stream of Node, or what else gives its octets piece by piece, and once. */
export const isStream = (body: BodyInit | Request): boolean =>
  typeof body === 'object' && Symbol.asyncIterator in body

/** A copy that nobody changes while the request is under way. */
export async function copyOctets(source: Exclude<BodyInit, string> | Request): Promise<Octets> {
  // At once, before anything is waited for.
  if (ArrayBuffer.isView(source)) return Uint8Array.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice())
  return new Uint8Array(await (source as Blob | Request).arrayBuffer())
}

/**
 * The octets that a body is on the wire. It sets the Content-Type of multipart, whose boundary is made here.
 *
 * @throws CountersignError `unhashable-body`
 */
export async function readOctets(source: BodyInit | Request, headers: Headers): Promise<Octets> {
  if (typeof source === 'string' || source instanceof URLSearchParams) return new TextEncoder().encode(String(source))
  if (isStream(source)) {
    fail('unhashable-body', '3.4.1.3.1', 'the body is a stream, which is sent as it comes and cannot be hashed before',
      'give its octets, or a session without bodyHash')
  }
  if (!(source instanceof FormData)) return copyOctets(source)
  const multipart = new Response(source)
  if (!headers.has('content-type')) headers.set('content-type', multipart.headers.get('content-type')!)
  return new Uint8Array(await multipart.arrayBuffer())
}

/** A copy of the body of a Request while it is sent, in case it has to be sent again. */
export interface BodyCopy {
  /** `null` where the body is large, or was not sent to its end. */
  readonly again: () => Octets | null
  /** Ends the copying, so that a body that nobody sends any more is not read on. */
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
