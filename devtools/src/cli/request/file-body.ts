/** A file as a request body, streamed from the disk each time it is sent. */
import { File } from 'node:buffer'
import { accessSync, constants, openAsBlob, statSync } from 'node:fs'
import { basename } from 'node:path'
import { usageError } from '../arguments/options.ts'

/** Called with the number of octets since the last call. */
export type Counter = (octets: number) => void

/** A `File` that reports its progress to a counter. */
export class FileBody extends File {
  readonly #count: Counter

  constructor(content: Blob, { name, type, count }: FileBodyOptions) {
    super([content], name, { type })
    this.#count = count
  }

  override stream(): ReturnType<Blob['stream']> {
    const counting = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.#count(chunk.length)
        controller.enqueue(chunk)
      },
    })
    return super.stream().pipeThrough(counting as never) as ReturnType<Blob['stream']>
  }
}

interface FileBodyOptions {
  readonly name: string
  readonly type: string
  readonly count: Counter
}

/** @throws CountersignError `usage`: the file does not exist or cannot be read */
export async function openFileBody(
  path: string,
  {
    name = basename(path),
    type,
    count,
  }: Omit<FileBodyOptions, 'name'> & { readonly name?: string },
): Promise<FileBody> {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) {
    const what = stats === undefined ? 'does not exist' : 'is not a regular file'
    throw usageError(`${JSON.stringify(path)} ${what}`, 'check the path; @- reads standard input')
  }
  try {
    accessSync(path, constants.R_OK)
  } catch {
    throw usageError(`${JSON.stringify(path)} cannot be read`, 'check the permissions of the file')
  }
  return new FileBody(await openAsBlob(path), { name, type, count })
}
