/** Credentials that could not be stored in their place. The server has ended the old ones, so they are kept elsewhere. */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPrintableJson } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import { ask, canAsk, type Io } from '../../terminal/index.ts'
import { shellWord } from '../shell-text.ts'
import { writeNew } from './replace-file.ts'

export interface Unsaved {
  /** The name of the profile that they belong to, where there is one. */
  readonly profile: string | null
  readonly content: object
  /** The file that they were for, where it is one. */
  readonly path: string | null
  /** Why they are not there. */
  readonly cause: unknown
}

export interface Outcome {
  readonly isKept: boolean
  /** Says where they are. */
  readonly error: CountersignError
}

/** Keeps them in a file, else asks on a terminal whether to print them. */
export async function keepUnsaved(unsaved: Unsaved, io: Io): Promise<Outcome> {
  const outcome = keepInFile(unsaved, io)
  if (outcome.isKept || !(await printWhereAsked(unsaved, io))) return outcome
  return { isKept: true, error: notStored(unsaved, 'they were printed above') }
}

/** Keeps them beside, else in the folder for temporary files. */
export function keepInFile(unsaved: Unsaved, { env }: Io): Outcome {
  const { profile, content, path } = unsaved
  const once = randomBytes(8).toString('hex')
  const places = [
    ...(path === null ? [] : [`${path}.unsaved-${once}`]),
    join(env['TMPDIR'] || tmpdir(), `countersign-unsaved-${once}.json`),
  ]
  const place = places.find((each) => tryToWrite(each, formatContent(content)))
  if (place === undefined) {
    const again = profile === null ? '' : `: countersign login --profile ${shellWord(profile)}`
    return { isKept: false, error: notStored(unsaved, `log in again${again}`) }
  }
  const restore = `; countersign profiles restore ${shellWord(place)} puts them there`
  const hint = `they are kept in ${JSON.stringify(place)}${profile === null ? '' : restore}`
  return { isKept: true, error: notStored(unsaved, hint) }
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

async function printWhereAsked(unsaved: Unsaved, io: Io): Promise<boolean> {
  const isTerminal = canAsk(io) && 'isTTY' in io.stderr && io.stderr.isTTY === true
  if (!isTerminal) return false
  const answer = await ask(
    io,
    `${nameOf(unsaved)} cannot be kept in any file: print them here? (yes or no)`,
  )
  if (!/^y(?:es)?$/i.test(answer)) return false
  io.stderr.write(formatContent(unsaved.content))
  return true
}

const formatContent = (content: object): string => `${toPrintableJson(content, 2)}\n`
