/**
 * Saves new credentials elsewhere when they cannot be stored: the server has already invalidated
 * the old ones.
 */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPrintableJson } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import { ask, canAsk, type Io } from '../../terminal/index.ts'
import { shellWord } from '../shell-text.ts'
import { writeNew } from './replace-file.ts'

export interface Unsaved {
  /** The name of their profile, if there is one. */
  readonly profile: string | null
  readonly content: object
  /** The file that could not be written, if there is one. */
  readonly path: string | null
  /** The error that prevented storing them. */
  readonly cause: unknown
}

export interface Outcome {
  readonly isSaved: boolean
  /** Its hint names the place of the credentials. */
  readonly error: CountersignError
}

/** Writes the credentials to another file. If that fails, offers to print them on a terminal. */
export async function saveUnsaved(unsaved: Unsaved, io: Io): Promise<Outcome> {
  const outcome = saveToFile(unsaved, io)
  if (outcome.isSaved || !(await offerToPrint(unsaved, io))) return outcome
  return { isSaved: true, error: notStored(unsaved, 'they were printed above') }
}

/**
 * Writes the credentials to a new file in the folder of `path`, or in the folder for temporary
 * files.
 */
export function saveToFile(unsaved: Unsaved, { env }: Io): Outcome {
  const { profile, content, path } = unsaved
  const once = randomBytes(8).toString('hex')
  const candidates = [
    ...(path === null ? [] : [`${path}.unsaved-${once}`]),
    join(env['TMPDIR'] || tmpdir(), `countersign-unsaved-${once}.json`),
  ]
  const place = candidates.find((each) => tryToWrite(each, formatContent(content)))
  if (place === undefined) {
    const again = profile === null ? '' : `: countersign login --profile ${shellWord(profile)}`
    return { isSaved: false, error: notStored(unsaved, `log in again${again}`) }
  }
  const restore = `; to restore the profile, run countersign profiles restore ${shellWord(place)}`
  const hint = `they are saved in ${JSON.stringify(place)}${profile === null ? '' : restore}`
  return { isSaved: true, error: notStored(unsaved, hint) }
}

const nameOf = ({ profile }: Unsaved): string =>
  `the new credentials${profile === null ? '' : ` of the profile ${profile}`}`

function notStored(unsaved: Unsaved, hint: string): CountersignError {
  const { cause } = unsaved
  const why = cause instanceof Error ? cause.message : String(cause)
  const message = `${nameOf(unsaved)} could not be stored: ${why}`
  return new CountersignError('credentials-not-stored', message, { hint, cause })
}

function tryToWrite(path: string, text: string): boolean {
  try {
    writeNew(path, text)
    return true
  } catch {
    return false
  }
}

async function offerToPrint(unsaved: Unsaved, io: Io): Promise<boolean> {
  const isTerminal = canAsk(io) && 'isTTY' in io.stderr && io.stderr.isTTY === true
  if (!isTerminal) return false
  const answer = await ask(
    io,
    `${nameOf(unsaved)} cannot be written to any file: print them here? (yes or no)`,
  )
  if (!/^y(?:es)?$/i.test(answer)) return false
  io.stderr.write(formatContent(unsaved.content))
  return true
}

const formatContent = (content: object): string => `${toPrintableJson(content, 2)}\n`
