/** Determines the credentials of a request from a profile, the options and the environment. */
import { parseUrl } from 'countersign/signing'
import { readText } from '../arguments/read-file.ts'
import type { OAuth1Session, SessionOptions } from 'countersign/client'
import { OAuth1Service, PRESETS, type ServiceOptions } from 'countersign/flow'
import type { Io } from '../../terminal/index.ts'
import {
  askUnlessGiven,
  type CredentialValues,
  readGiven,
  readSignatureOptions,
  usesSharedSecrets,
} from '../arguments/credentials.ts'
import { usageError } from '../arguments/options.ts'
import type { NamedProfile } from './choose.ts'
import { findProfile, mergeCredentials } from './merge-credentials.ts'
import { shareRenewals } from './renewal.ts'
import { serviceOptions, signatureOf } from './service.ts'

export const PROFILE_OPTIONS = {
  profile: {
    type: 'string',
    value: 'NAME',
    complete: 'profile',
    about: `the profile to sign with; defaults to COUNTERSIGN_PROFILE, then to the profile of the server, then to the
      default profile`,
  },
  'any-origin': {
    type: 'boolean',
    about: 'send the credentials of the profile to a server that does not belong to it',
  },
} as const

export interface IdentityValues extends CredentialValues {
  readonly profile?: string | undefined
  readonly 'any-origin'?: boolean | undefined
}

export interface Identity {
  readonly profile: NamedProfile | null
  /** The secrets for --explain and --dry-run. */
  readonly secrets: {
    readonly consumerKey: string
    readonly consumerSecret: string | null
    readonly token: string | null
    readonly tokenSecret: string | null
    readonly privateKey: string | null
  }
  /** Opens a session of the profile's service. Renewed credentials are stored in the profile. */
  openSession(
    own: Pick<SessionOptions, 'bodyHash' | 'fetch' | 'followRedirects' | 'onAttempt' | 'timeout'>,
  ): OAuth1Session
}

/** @throws CountersignError `usage`: there are no credentials for the origin of the URL */
export async function readIdentity(values: IdentityValues, url: string, io: Io): Promise<Identity> {
  const given = readGiven(values, io)
  const name =
    values.profile ??
    (values.credentials === undefined ? io.env['COUNTERSIGN_PROFILE'] || undefined : undefined)
  const profile = findProfile(
    {
      given,
      name,
      hasCredentialsFile: values.credentials !== undefined,
      anyOrigin: values['any-origin'],
    },
    url,
    io,
  )
  const merged = mergeCredentials(profile, given)
  if (merged.consumerKey === '') throw noCredentials(url)
  const signature = { ...signatureOf(profile), ...readSignatureOptions(values) }
  const preset = PRESETS.get(profile?.service ?? '')?.settings
  const isShared = usesSharedSecrets(
    String(signature.signatureMethod ?? preset?.signatureMethod ?? 'HMAC-SHA1'),
  )
  const { token, privateKeyFile } = merged
  const secrets = {
    consumerKey: merged.consumerKey,
    consumerSecret: isShared
      ? await askUnlessGiven(io, 'consumer secret', merged.consumerSecret ?? preset?.consumerSecret)
      : null,
    token,
    tokenSecret:
      token !== null && isShared
        ? await askUnlessGiven(io, 'token secret', merged.tokenSecret)
        : merged.tokenSecret,
    privateKey: privateKeyFile === null ? (given.privateKey ?? null) : readText(privateKeyFile),
  }
  return {
    profile,
    secrets,
    openSession(own) {
      const { consumerKey, consumerSecret, privateKey } = secrets
      const keys = { consumerKey, consumerSecret, privateKey, ...signature, ...own }
      const options = serviceOptions(profile, keys)
      const credentials = { ...merged, tokenSecret: secrets.tokenSecret }
      // Only the stored token can be renewed: the new token replaces it in the profile.
      const isStored = profile?.token === token && profile.tokenSecret === secrets.tokenSecret
      return isStored
        ? new OAuth1Service({ ...options, ...shareRenewals(profile, io) }).getSession(credentials)
        : new OAuth1Service(withoutRenewal(options)).getSession({
            ...credentials,
            sessionHandle: null,
          })
    },
  }
}

const withoutRenewal = ({ renewUrl: _, ...options }: ServiceOptions): ServiceOptions => options

function noCredentials(url: string): Error {
  const origin = parseUrl(url)?.origin ?? null
  const preset = [...PRESETS.values()].find(
    ({ apiUrl }) => origin !== null && apiUrl?.startsWith(`${origin}/`),
  )
  return usageError(
    `there are no credentials for ${origin ?? 'a relative URL'}`,
    `log in with countersign login${preset ? ` ${preset.name}` : ''}, or set COUNTERSIGN_CONSUMER_KEY and COUNTERSIGN_TOKEN`,
  )
}
