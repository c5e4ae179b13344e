/** The file of all profiles: read with care, and replaced whole under a lock. */
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Io } from '../command.ts'
import { placeOfFault } from '../json-text.ts'
import { usage } from '../options.ts'
import { shellWord } from '../shell-text.ts'
import { credentialsPath, followLink } from './location.ts'
import { withLock } from './lock.ts'
import { type Profile, readProfile } from './profile.ts'
import { replaceFile } from './replace-file.ts'

export interface Profiles {
  /** The one that is used where nothing says which. */
  readonly default: string | null
  readonly byName: ReadonlyMap<string, Profile>
}

const VERSION = 1
const NONE: Profiles = { default: null, byName: new Map() }

/**
 * What is stored; nothing, where there is no file yet.
 *
 * @throws CountersignError `usage`: others can read the file or put another in its place, or it is damaged
 */
export function readProfiles({ env }: Pick<Io, 'env'>): Profiles {
  return readFile(followLink(credentialsPath(env)))
}

/**
 * Reads the file, changes what it says and writes it, while nobody else does. It is written only if `change` ends well.
 *
 * @throws CountersignError `usage`, like `readProfiles`; and where the lock stays taken
 */
export async function updateProfiles({ env }: Pick<Io, 'env'>, change: (old: Profiles) => Profiles): Promise<void> {
  const path = credentialsPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = followLink(path)
  await withLock(`${file}.lock`, () => replaceFile(file, formatProfiles(change(readFile(file)))))
}

function readFile(path: string): Profiles {
  const text = readPrivately(path)
  return text === null ? NONE : parseProfiles(path, text)
}

/** `null` where there is no file. */
function readPrivately(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return null
  // Windows keeps its files apart by other means than these bits.
  if (process.platform !== 'win32') {
    const folder = dirname(path)
    if (stats.mode & 0o077) throw exposed(`others can read ${JSON.stringify(path)}, which holds secrets`, '600', path)
    if (statSync(folder).mode & 0o022)
      throw exposed(`others can replace files in ${JSON.stringify(folder)}`, '700', folder)
  }
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw usage(
      `${JSON.stringify(path)} cannot be read: ${(error as NodeJS.ErrnoException).code}`,
      'check its permissions',
    )
  }
}

function exposed(message: string, mode: string, path: string): Error {
  return usage(message, `chmod ${mode} ${shellWord(path)}`)
}

function parseProfiles(path: string, text: string): Profiles {
  const damaged = (what: string): Error =>
    usage(
      `${JSON.stringify(path)} is damaged: ${what}`,
      'mend it, or move it away and log in again; it was not changed',
    )
  let data: { version?: unknown; default?: unknown; profiles?: unknown }
  try {
    data = Object(JSON.parse(text)) as typeof data
  } catch {
    throw damaged(`it is no JSON from ${placeOfFault(text)}`)
  }
  if (data.version !== VERSION) throw damaged(`its version is not ${VERSION}; a newer countersign may have written it`)
  const entries = Object.entries(Object(data.profiles) as Record<string, unknown>).map(([name, profile]) => {
    try {
      return [name, readProfile(profile)] as const
    } catch (error) {
      throw damaged(`profile ${JSON.stringify(name)}: ${(error as Error).message}`)
    }
  })
  return { default: typeof data.default === 'string' ? data.default : null, byName: new Map(entries) }
}

function formatProfiles(profiles: Profiles): string {
  const data = { version: VERSION, default: profiles.default, profiles: Object.fromEntries(profiles.byName) }
  return `${JSON.stringify(data, null, 2)}\n`
}

/** Adds a profile, or puts it in place of the one by its name. The first one becomes the default. */
export function withProfile({ byName, default: old }: Profiles, name: string, profile: Profile): Profiles {
  return { default: old ?? name, byName: new Map([...byName, [name, profile]]) }
}

export function withoutProfile({ byName, default: old }: Profiles, name: string): Profiles {
  return { default: old === name ? null : old, byName: new Map([...byName].filter(([other]) => other !== name)) }
}
