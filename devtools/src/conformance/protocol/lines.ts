/**
 * Splits a stream of octets into lines at line feeds. readline also splits at U+2028, which JSON
 * may hold.
 */

export interface LineSplitter {
  /** Adds the next octets, and returns the lines that they complete. */
  push(octets: Uint8Array): string[]
}

export function createLineSplitter(): LineSplitter {
  const decoder = new TextDecoder()
  // The pieces of an incomplete line are joined once, so that a long line takes linear time.
  let pieces: string[] = []
  return {
    push(octets) {
      const lines = decoder.decode(octets, { stream: true }).split('\n')
      const rest = lines.pop()!
      if (lines.length > 0) {
        lines[0] = pieces.join('') + lines[0]!
        pieces = []
      }
      pieces.push(rest)
      return lines
    },
  }
}

/**
 * Yields the lines of a stream as they arrive. The text after the last line feed counts as a line.
 */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = createLineSplitter()
  for await (const octets of stream) yield* splitter.push(octets)
  yield* splitter.push(Buffer.from('\n'))
}
