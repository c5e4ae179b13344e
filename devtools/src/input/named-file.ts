/** Files that a pasted text names. A paste by itself reads none: the caller reads them, if asked for. */
import { CountersignError } from 'countersign/signing'

/** Reads a file as text. `namedBy` is what names it in the paste, such as `-d`. */
export type ReadFile = (path: string, namedBy: string) => string

/**
 * Never reads. It does not repeat the name, because a password with an at sign is one: `--data-urlencode pass@word`.
 *
 * @throws CountersignError `file-not-read`
 */
export function refuseFile(_path: string, namedBy: string): never {
  throw new CountersignError(
    'file-not-read',
    `${namedBy} names a file, and a paste reads no file`,
    {
      hint: 'add --read-files to allow it, or put the content of the file in its place',
    },
  )
}

/** Standard input of the command that was pasted is not part of the paste. @throws CountersignError `file-not-read` */
export function refuseStandardInput(namedBy: string): never {
  throw new CountersignError(
    'file-not-read',
    `${namedBy} reads standard input, which is not part of the paste`,
    {
      hint: 'put the content in its place, such as with --data-raw',
    },
  )
}
