/** Reading of streams and replies with a limit on their length. */
import { CountersignError } from '../signing/index.ts'

/** The length up to which a refusal or a reply of credentials is read, in octets after decompression. */
export const REPLY_LIMIT: number = 64 * 1024

export interface StreamStart {
  readonly octets: Uint8Array<ArrayBuffer>
  /** Whether the stream ended within the limit and before the signal fired. */
  readonly isWhole: boolean
}

/**
 * Reads up to `limit` octets and cancels the rest. A stream that fails counts as one that ends
 * there.
 *
 * @param limit in octets
 * @param signal stops the reading when it fires
 */
export async function readStart(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  signal: AbortSignal | null = null,
): Promise<StreamStart> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  let isWhole = true
  const stop = (): void => {
    isWhole = false
    // Not awaited: the cancel of one branch of a teed stream settles only when the other branch is
    // cancelled too.
    reader.cancel().catch(() => {})
  }
  signal?.addEventListener('abort', stop)
  try {
    for (let next = await reader.read(); !next.done && isWhole; next = await reader.read()) {
      length += next.value.length
      if (length > limit) stop()
      else chunks.push(next.value)
    }
  } catch {
    isWhole = false
  }
  signal?.removeEventListener('abort', stop)
  return { octets: Buffer.concat(chunks), isWhole }
}

/**
 * The text of a small reply.
 *
 * @param limit in octets, after decompression. Defaults to 64 KiB
 * @throws CountersignError `reply-too-large`: the reply is longer than `limit`
 * @example await readReplyText(new Response('oauth_token=a'), 1024) // 'oauth_token=a'
 */
export async function readReplyText(
  response: Response,
  limit: number = REPLY_LIMIT,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > limit)
      throw new CountersignError('reply-too-large', `the reply is longer than ${limit} octets`, {
        hint: 'check that the URL is the one of this endpoint',
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
