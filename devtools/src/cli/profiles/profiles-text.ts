/** Parses and formats the credentials file. Error messages quote no value of a damaged file. */
import { parseJson, describeJsonError } from '../arguments/json-text.ts'
import { usageError } from '../arguments/options.ts'
import { type Profile, readProfile, requireProfileName } from './profile.ts'

export interface Profiles {
  /** The name of the default profile. */
  readonly default: string | null
  readonly byName: ReadonlyMap<string, Profile>
}

const VERSION = 1
export const NO_PROFILES: Profiles = { default: null, byName: new Map() }

/** @param path for messages. @throws CountersignError `usage`: the file is damaged */
export function parseProfiles(path: string, text: string): Profiles {
  const data = Object(parse(path, text)) as {
    version?: unknown
    default?: unknown
    profiles?: unknown
  }
  if (data.version !== VERSION) {
    throw damaged(path, `its version is not ${VERSION}; a newer countersign may have written it`)
  }
  const entries = Object.entries(Object(data.profiles) as Record<string, unknown>).map(
    ([name, profile]) =>
      [
        name,
        requireValid(path, `profile ${JSON.stringify(name)}: `, () => readProfile(profile)),
      ] as const,
  )
  return {
    default: typeof data.default === 'string' ? data.default : null,
    byName: new Map(entries),
  }
}

export function formatProfiles(profiles: Profiles): string {
  const data = {
    version: VERSION,
    default: profiles.default,
    profiles: Object.fromEntries(profiles.byName),
  }
  return `${JSON.stringify(data, null, 2)}\n`
}

/** Formats a profile that could not be stored, for a file of its own. */
export function formatUnsaved(name: string, profile: Profile): object {
  return { profile: name, ...profile }
}

/**
 * Parses the text of `formatUnsaved`.
 *
 * @param path for messages
 * @throws CountersignError `usage`: the file is damaged
 */
export function parseUnsaved(
  path: string,
  text: string,
): readonly [name: string, profile: Profile] {
  const data = Object(parse(path, text)) as { profile?: unknown }
  const profile = requireValid(path, '', () => readProfile(data))
  if (typeof data.profile !== 'string') throw damaged(path, 'it does not name a profile')
  return [requireProfileName(data.profile), profile]
}

function parse(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw damaged(path, `it is ${describeJsonError(text)}`)
  }
}

function requireValid(path: string, where: string, read: () => Profile): Profile {
  try {
    return read()
  } catch (error) {
    throw damaged(path, `${where}${(error as Error).message}`)
  }
}

function damaged(path: string, what: string): Error {
  return usageError(
    `${JSON.stringify(path)} is damaged: ${what}`,
    'correct the file, or move it away and log in again; countersign has not changed it',
  )
}
