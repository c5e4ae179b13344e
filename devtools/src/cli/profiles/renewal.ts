/** Renewals of a profile's token, each once for all processes: under its lock, and stored before that is given back. */
import { isDeepStrictEqual } from 'node:util'
import type { TokenCredentials } from 'countersign/client'
import type { ServiceOptions } from 'countersign/flow'
import type { Io } from '../../terminal/index.ts'
import { describeWarning } from '../error-text.ts'
import { usage } from '../arguments/options.ts'
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
import { keepUnsaved } from './unsaved.ts'

/** In milliseconds, for the renewal of another process; less than what a session gives a renewal of its own. */
const PATIENCE = 40_000

/** @param profile as this process has read it, and signs with it */
export function shareRenewals(
  { name, ...profile }: NamedProfile,
  io: Io,
): Required<Pick<ServiceOptions, 'aroundRenewal' | 'reloadCredentials'>> {
  const onHeldSignal = (): void => {
    io.stderr.write(
      'countersign: ends once the new token is stored; a second signal ends it at once\n',
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
        { patience: PATIENCE, signal, onHeldSignal },
      ),
    async reloadCredentials(_stale, signal) {
      const read = (): TokenCredentials | null => {
        const stored = readProfiles(io).byName.get(name)
        return stored !== undefined && isSameLogin(stored, profile) ? stored : null
      }
      try {
        // Another process may have new credentials, and not have stored them yet.
        return await withProfileLock(io, name, read, { patience: PATIENCE, signal })
      } catch {
        signal.throwIfAborted()
        // There is no lock where nothing can be written, and no other process that renews.
        return read()
      }
    },
  }
}

/** @throws CountersignError `usage`: it is another login by now */
function readStored(name: string, profile: Profile, io: Io): Profile {
  const stored = readProfiles(io).byName.get(name)
  if (stored !== undefined && isSameLogin(stored, profile)) return stored
  const change = stored === undefined ? 'removed' : 'logged in to again'
  throw usage(
    `the profile ${name} was ${change} while its token was to be renewed`,
    'run the command again',
  )
}

/** Only the token may differ: with another account or service, a request would not be the one that was meant. */
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

/** What cannot be stored is kept elsewhere, and the call goes on. @throws CountersignError `credentials-not-stored` */
async function store(name: string, renewed: Profile, old: TokenCredentials, io: Io): Promise<void> {
  try {
    await updateProfiles(io, (profiles) => {
      const stored = profiles.byName.get(name)
      // The user has logged out meanwhile, or in again: that stays so.
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
    const { isKept, error } = await keepUnsaved(unsaved, io)
    if (!isKept) throw error
    io.stderr.write(describeWarning(error, io))
  }
}
