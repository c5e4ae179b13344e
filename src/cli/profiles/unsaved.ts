/** Credentials that could not be stored in their place. The server has ended the old ones, so they are kept elsewhere. */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CountersignError } from '../../signing/index.ts'
import { ask } from '../ask.ts'
import { canAsk } from '../ask-secret.ts'
import type { Io } from '../command.ts'
import { shellWord } from './private-file.ts'
import { writeNew } from './replace-file.ts'

export interface Unsaved {
  /** For messages. */
  readonly what: string
  readonly content: object
  /** The file that they were for. */
  readonly path: string
  /** Why they are not there. */
  readonly cause: unknown
}

export interface Outcome {
  readonly isKept: boolean
  /** Says where they are; `credentials-not-stored`. */
  readonly error: CountersignError
}

/**
 * Keeps them in a file beside, else in the folder for temporary files, else asks on a terminal whether to print them.
 *
 * @param profile the name of the profile that they belong to, where there is one
 */
export async function keepUnsaved(
  unsaved: Unsaved,
  profile: string | null,
  io: Io,
): Promise<Outcome> {
  const kept = keepInFile(unsaved, io)
  if (kept !== null) {
    const restore = `; countersign profiles restore ${shellWord(kept)} puts them there`
    return outcome(
      unsaved,
      true,
      `they are kept in ${JSON.stringify(kept)}${profile === null ? '' : restore}`,
    )
  }
  if (await printWhereAsked(unsaved, io)) return outcome(unsaved, true, 'they were printed above')
  const again = profile === null ? '' : `: countersign login --profile ${profile}`
  return outcome(unsaved, false, `log in again${again}`)
}

function outcome({ what, cause }: Unsaved, isKept: boolean, hint: string): Outcome {
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `${what} could not be stored: ${why}`
  return { isKept, error: new CountersignError('credentials-not-stored', message, { hint, cause }) }
}

/** @returns its path; `null` where no place is left */
function keepInFile({ content, path }: Unsaved, { env }: Io): string | null {
  const once = randomBytes(8).toString('hex')
  const places = [
    `${path}.unsaved-${once}`,
    join(env['TMPDIR'] || tmpdir(), `countersign-unsaved-${once}.json`),
  ]
  for (const place of places) {
    try {
      writeNew(place, formatContent(content))
      return place
    } catch {
      // The next place.
    }
  }
  return null
}

async function printWhereAsked({ what, content }: Unsaved, io: Io): Promise<boolean> {
  const isTerminal = canAsk(io) && 'isTTY' in io.stderr && io.stderr.isTTY === true
  if (!isTerminal) return false
  const answer = await ask(io, `${what} cannot be kept in any file: print them here? (yes or no)`)
  if (!/^y(?:es)?$/i.test(answer)) return false
  io.stderr.write(formatContent(content))
  return true
}

/** In ASCII: what a server has in its names and tokens moves no cursor. */
const formatContent = (content: object): string =>
  `${JSON.stringify(content, null, 2)}\n`.replace(
    /[^\n -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
