/** Reads the credentials file, and updates it atomically under a lock. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Io } from '../../terminal/index.ts'
import { toWriteError } from '../arguments/file-error.ts'
import { credentialsPath, followLink } from './location.ts'
import { type LockOptions, withLock } from './lock.ts'
import { readPrivateFile, requireOwnFolder, requireOwnParent } from './private-file.ts'
import type { Profile } from './profile.ts'
import { formatProfiles, NO_PROFILES, parseProfiles, type Profiles } from './profiles-text.ts'
import { requireReplaceable, removeLeftovers, replaceFile } from './replace-file.ts'

export type { Profiles }

/**
 * Reads the profiles. Returns none if the file does not exist.
 *
 * @throws CountersignError `usage`: other users can read or replace the file, another user owns it,
 *   or it is damaged
 */
export function readProfiles({ env }: Pick<Io, 'env'>): Profiles {
  return readFile(followLink(credentialsPath(env)))
}

/**
 * Reads the profiles, applies `change` and writes the result, under the lock of the file. Writes
 * nothing if `change` throws.
 *
 * @throws CountersignError `usage`, like `readProfiles`; or another process held the lock until the
 *   timeout
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
 * Checks that profiles can be stored, by writing a larger file beside the credentials file.
 *
 * @throws CountersignError `usage`, like `updateProfiles`
 */
export async function requireStorable(io: Pick<Io, 'env'>): Promise<void> {
  const file = prepareFile(io)
  await lockedFile(file, () => {
    readFile(file)
    requireReplaceable(file)
  })
}

/**
 * Runs `action` under the lock of the profile, so that no other process renews or revokes its
 * token.
 */
export async function withProfileLock<Value>(
  io: Pick<Io, 'env'>,
  name: string,
  action: () => Value | Promise<Value>,
  options: LockOptions = {},
): Promise<Value> {
  const file = prepareFile(io)
  // Hash the name: file names can be shorter than profile names, and case-insensitive.
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16)
  return locked(file, `${file}.${hash}.lock`, action, { what: `the profile ${name}`, ...options })
}

/**
 * Creates the folder of the credentials file. Returns the path of the file, with a symbolic link
 * resolved.
 */
function prepareFile({ env }: Pick<Io, 'env'>): string {
  const path = credentialsPath(env)
  requireOwnParent(dirname(path))
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw toWriteError(path, error)
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
    throw toWriteError(file, error)
  }
}

function readFile(path: string): Profiles {
  requireOwnFolder(dirname(path))
  const text = readPrivateFile(path)
  return text === null ? NO_PROFILES : parseProfiles(path, text)
}

/** Adds or replaces a profile. The first profile becomes the default. */
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
