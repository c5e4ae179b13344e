/**
 * Renews the token of a profile once for all processes, under a lock, and stores it before the lock
 * is released.
 */
import { isDeepStrictEqual } from 'node:util'
import type { TokenCredentials } from 'countersign/client'
import type { ServiceOptions } from 'countersign/flow'
import type { Io } from '../../terminal/index.ts'
import { describeWarning } from '../error-text.ts'
import { usageError } from '../arguments/options.ts'
import type { NamedProfile } from './choose.ts'
import { credentialsPath } from './location.ts'
import type { Profile } from './profile.ts'
import { formatUnsaved } from './profiles-text.ts'
import {
  readProfiles,
  requireStorable,
  updateProfiles,
  withProfile,
  withProfileLock,
} from './store.ts'
import { saveUnsaved } from './unsaved.ts'

/**
 * The time limit for the renewal of another process, in milliseconds; less than the limit of a
 * session's own renewal.
 */
const RENEWAL_TIMEOUT = 40_000

/** @param profile the profile that this process signs with */
export function shareRenewals(
  { name, ...profile }: NamedProfile,
  io: Io,
): Required<Pick<ServiceOptions, 'aroundRenewal' | 'reloadCredentials'>> {
  const onDeferredSignal = (): void => {
    io.stderr.write(
      'countersign: stops after storing the new token; a second signal stops at once\n',
    )
  }
  return {
    aroundRenewal: (old, renew, signal) =>
      withProfileLock(
        io,
        name,
        async () => {
          const stored = readStored(name, profile, io)
          if (!isSame(stored, old)) return stored
          await requireStorable(io)
          const fresh = await renew()
          await store(name, { ...profile, ...tokenOf(fresh) }, old, io)
          return fresh
        },
        { timeout: RENEWAL_TIMEOUT, signal, onDeferredSignal },
      ),
    async reloadCredentials(_stale, signal) {
      const read = (): TokenCredentials | null => {
        const stored = readProfiles(io).byName.get(name)
        return stored !== undefined && isSameLogin(stored, profile) ? stored : null
      }
      try {
        // Wait for another process that has renewed the token and not stored it yet.
        return await withProfileLock(io, name, read, { timeout: RENEWAL_TIMEOUT, signal })
      } catch {
        signal.throwIfAborted()
        // A read-only folder allows no lock, and so no renewal by another process.
        return read()
      }
    },
  }
}

/** @throws CountersignError `usage`: the profile has been removed or replaced by another login */
function readStored(name: string, profile: Profile, io: Io): Profile {
  const stored = readProfiles(io).byName.get(name)
  if (stored !== undefined && isSameLogin(stored, profile)) return stored
  const change = stored === undefined ? 'removed' : 'logged in to again'
  throw usageError(
    `the profile ${name} was ${change} before its token could be renewed`,
    'run the command again',
  )
}

/**
 * Whether the profiles differ in the token alone. A request must not be sent with another account
 * or service.
 */
function isSameLogin(one: Profile, other: Profile): boolean {
  const rest = ({ token, tokenSecret, sessionHandle, expiresAt, ...own }: Profile): unknown => own
  return isDeepStrictEqual(rest(one), rest(other))
}

const isSame = (one: TokenCredentials, other: TokenCredentials): boolean =>
  isDeepStrictEqual(tokenOf(one), tokenOf(other))

function tokenOf(credentials: TokenCredentials): TokenCredentials {
  const { token, tokenSecret, sessionHandle, expiresAt } = credentials
  return { token, tokenSecret, sessionHandle, expiresAt }
}

/**
 * Stores the new token. If that fails, writes it to another file and continues.
 *
 * @throws CountersignError `credentials-not-stored`: no other file can be written
 */
async function store(name: string, renewed: Profile, old: TokenCredentials, io: Io): Promise<void> {
  try {
    await updateProfiles(io, (profiles) => {
      const stored = profiles.byName.get(name)
      // Keep the result of a logout or a login during the renewal.
      if (stored === undefined || !isSame(stored, old)) return profiles
      return withProfile(profiles, name, { ...stored, ...tokenOf(renewed) })
    })
  } catch (cause) {
    const unsaved = {
      profile: name,
      content: formatUnsaved(name, renewed),
      path: credentialsPath(io.env),
      cause,
    }
    const { isSaved, error } = await saveUnsaved(unsaved, io)
    if (!isSaved) throw error
    io.stderr.write(describeWarning(error, io))
  }
}
