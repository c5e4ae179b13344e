/**
 * Reads request bodies into memory, with a limit for each body and for all of them. RFC 5849 §4.10
 */
import type { IncomingMessage } from 'node:http'
import { finished } from 'node:stream/promises'
import { CountersignError, type ErrorCode } from 'countersign/signing'

/** In octets. */
const BODY_LIMIT = 1024 * 1024
const TOTAL_LIMIT = 16 * BODY_LIMIT
/**
 * A refused body is read up to this limit. A client that is disconnected while it sends does not
 * see the answer.
 */
const DISCARD_LIMIT = 16 * BODY_LIMIT
/** A chunk of one octet costs as much as a chunk of thousands. */
const CHUNK_LIMIT = 10_000

export type BodyReader = (message: IncomingMessage) => Promise<Buffer>

interface Body {
  /** Grows by doubling. Empty after the body is refused. */
  octets: Buffer
  length: number
  chunks: number
  problem: CountersignError | null
}

/**
 * Creates a reader that holds at most 16 MiB for all bodies. Beyond that it refuses the longest
 * body, so that short bodies always have room. It rejects with `request-too-large` or
 * `server-busy`, and with a stream error if the client disconnects or sends too many chunks.
 */
export function createBodyReader(): BodyReader {
  const bodies = new Set<Body>()
  let held = 0
  return async (message) => {
    const body: Body = { octets: Buffer.alloc(0), length: 0, chunks: 0, problem: null }
    bodies.add(body)
    message.on('data', (chunk: Buffer) => {
      const before = body.octets.length
      append(body, chunk)
      held += body.octets.length - before
      if (held > TOTAL_LIMIT) {
        const most = longest(bodies)
        held -= most.octets.length
        refuse(most, BUSY)
      }
      if (body.length > DISCARD_LIMIT || body.chunks > CHUNK_LIMIT) message.destroy()
    })
    try {
      await finished(message)
    } finally {
      bodies.delete(body)
      held -= body.octets.length
    }
    if (body.problem !== null) throw body.problem
    return body.octets.subarray(0, body.length)
  }
}

function append(body: Body, chunk: Buffer): void {
  const start = body.length
  body.length += chunk.length
  body.chunks += 1
  if (body.length > BODY_LIMIT) refuse(body, TOO_LARGE)
  if (body.problem !== null) return
  if (body.length > body.octets.length) {
    const grown = Buffer.allocUnsafe(Math.min(2 * body.length, BODY_LIMIT))
    body.octets.copy(grown)
    body.octets = grown
  }
  chunk.copy(body.octets, start)
}

const longest = (bodies: ReadonlySet<Body>): Body =>
  [...bodies].reduce((most, body) => (body.octets.length > most.octets.length ? body : most))

const TOO_LARGE = [
  'request-too-large',
  'the body is longer than 1 MiB',
  'send a shorter body',
] as const
const BUSY = [
  'server-busy',
  'the bodies of all requests together are longer than 16 MiB',
  'send fewer long bodies at once',
] as const

/** Keeps the first problem of a body, and drops its octets. */
function refuse(body: Body, [code, message, hint]: readonly [ErrorCode, string, string]): void {
  body.problem ??= new CountersignError(code, message, { section: '4.10', hint })
  body.octets = Buffer.alloc(0)
}
