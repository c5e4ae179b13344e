/** Files that pasted text names. They are read only if the caller allows it. */
import { CountersignError } from 'countersign/signing'

/** Reads a file as text. `namedBy` is the option or member that names it, such as `-d`. */
export type ReadFile = (path: string, namedBy: string) => string

/**
 * Refuses to read a file. The message omits the path, which may be part of a password:
 * `--data-urlencode pass@word`.
 *
 * @throws CountersignError `file-not-read`
 */
export function refuseFile(_path: string, namedBy: string): never {
  throw new CountersignError(
    'file-not-read',
    `${namedBy} names a file, and files are not read by default`,
    {
      hint: 'add --read-files to read the file, or replace it with its content',
    },
  )
}

/**
 * Refuses `-`, because the pasted text does not contain that input.
 *
 * @throws CountersignError `file-not-read`
 */
export function refuseStandardInput(namedBy: string): never {
  throw new CountersignError(
    'file-not-read',
    `${namedBy} reads standard input, which is not part of the pasted text`,
    {
      hint: 'replace it with the content, for example with --data-raw',
    },
  )
}
