/** The beginning of a stream, with an end to what it can make us keep, and to how long it can make us wait. */

/** A reply that says more than this is not looked at further, in octets after decompression. */
export const REPLY_LIMIT: number = 64 * 1024

export interface StreamStart {
  readonly octets: Uint8Array<ArrayBuffer>
  /** Whether the stream ended within the limit, and in time. */
  readonly isWhole: boolean
}

/**
 * Reads up to `limit` octets, and stops then; a stream that breaks ends there.
 *
 * @param signal ends the reading as well
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
    // Not waited for: of a stream that was copied, it ends only when both copies do.
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
