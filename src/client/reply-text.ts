/** The text of a small reply, with an end to what a server can make us read. */
import { CountersignError } from '../signing/index.ts'

/** @throws CountersignError `reply-too-large`: more than `limit` octets, after decompression */
export async function readReplyText(response: Response, limit: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > limit)
      throw new CountersignError('reply-too-large', `the reply is longer than ${limit} octets`, {
        hint: 'is this the URL of that endpoint?',
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
