/** The file of all profiles: read with care, and replaced whole under a lock. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Io } from '../../terminal/index.ts'
import { writingTrouble } from '../arguments/file-trouble.ts'
import { credentialsPath, followLink } from './location.ts'
import { type LockOptions, withLock } from './lock.ts'
import { readPrivately, requireOwnFolder, requireOwnPlace } from './private-file.ts'
import type { Profile } from './profile.ts'
import { formatProfiles, NO_PROFILES, parseProfiles, type Profiles } from './profiles-text.ts'
import { rehearseReplacing, removeLeftovers, replaceFile } from './replace-file.ts'

export type { Profiles }

/**
 * What is stored; nothing, where there is no file yet.
 *
 * @throws CountersignError `usage`: others can read the file or put another in its place, it is another user's, or damaged
 */
export function readProfiles({ env }: Pick<Io, 'env'>): Profiles {
  return readFile(followLink(credentialsPath(env)))
}

/**
 * Reads the file, changes what it says and writes it, while no other process does. It is written only if `change` ends well.
 *
 * @throws CountersignError `usage`, like `readProfiles`; and where the lock stays taken
 */
export async function updateProfiles(
  io: Pick<Io, 'env'>,
  change: (old: Profiles) => Profiles,
): Promise<void> {
  const file = prepareFile(io)
  await lockedFile(file, () => {
    const text = formatProfiles(change(readFile(file)))
    removeLeftovers(dirname(file))
    replaceFile(file, text)
  })
}

/**
 * Finds out whether profiles can be stored now, by writing as much beside the file.
 *
 * @throws CountersignError `usage`, like `updateProfiles`
 */
export async function requireStorable(io: Pick<Io, 'env'>): Promise<void> {
  const file = prepareFile(io)
  await lockedFile(file, () => {
    readFile(file)
    rehearseReplacing(file)
  })
}

/** Runs `action` while no other process renews the token of the profile, or ends it. */
export async function withProfileLock<Value>(
  io: Pick<Io, 'env'>,
  name: string,
  action: () => Value | Promise<Value>,
  options: LockOptions = {},
): Promise<Value> {
  const file = prepareFile(io)
  // The name of a profile may be longer than the name of a file, and differ from another in its case alone.
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  return locked(file, `${file}.${hash}.lock`, action, { what: `the profile ${name}`, ...options })
}

/** The file behind a link, whose folder is there. */
function prepareFile({ env }: Pick<Io, 'env'>): string {
  const path = credentialsPath(env)
  requireOwnPlace(dirname(path))
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw writingTrouble(path, error)
  }
  return followLink(path)
}

const lockedFile = (file: string, action: () => void): Promise<void> =>
  locked(file, `${file}.lock`, action)

async function locked<Value>(
  file: string,
  lock: string,
  action: () => Value | Promise<Value>,
  options: LockOptions = {},
): Promise<Value> {
  try {
    return await withLock(lock, action, options)
  } catch (error) {
    throw writingTrouble(file, error)
  }
}

function readFile(path: string): Profiles {
  requireOwnFolder(dirname(path))
  const text = readPrivately(path)
  return text === null ? NO_PROFILES : parseProfiles(path, text)
}

/** Adds a profile, or puts it in place of the one by its name. The first one becomes the default. */
export function withProfile(
  { byName, default: old }: Profiles,
  name: string,
  profile: Profile,
): Profiles {
  return { default: old ?? name, byName: new Map([...byName, [name, profile]]) }
}

export function withoutProfile({ byName, default: old }: Profiles, name: string): Profiles {
  return {
    default: old === name ? null : old,
    byName: new Map([...byName].filter(([other]) => other !== name)),
  }
}
