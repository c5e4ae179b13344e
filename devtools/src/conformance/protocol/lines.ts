/** Lines out of a stream of octets. Unlike readline it splits at line feeds only: JSON may hold U+2028 as it is. */

export interface LineSplitter {
  /** Takes the next octets, and returns the lines that they complete. */
  push(octets: Uint8Array): string[]
}

export function createLineSplitter(): LineSplitter {
  const decoder = new TextDecoder()
  // The pieces of a line that is not complete are joined once, so that a long line takes linear time.
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

/** The lines of a stream, as they come. What stands behind the last line feed counts as one. */
export async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const splitter = createLineSplitter()
  for await (const octets of stream) yield* splitter.push(octets)
  yield* splitter.push(Buffer.from('\n'))
}
