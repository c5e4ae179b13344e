/** Who a request is sent as: a profile, or what the options and the environment say, and how the two go together. */
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
import { usage } from '../arguments/options.ts'
import type { NamedProfile } from './choose.ts'
import { findProfile, merge } from './given.ts'
import { shareRenewals } from './renewal.ts'
import { serviceOptions, signatureOf } from './service.ts'

export const PROFILE_OPTIONS = {
  profile: {
    type: 'string',
    value: 'NAME',
    complete: 'profile',
    about: 'or COUNTERSIGN_PROFILE; else the one that the URL belongs to, else the default',
  },
  'any-origin': {
    type: 'boolean',
    about: 'lets the credentials of the profile go to a server that it does not belong to',
  },
} as const

export interface IdentityValues extends CredentialValues {
  readonly profile?: string | undefined
  readonly 'any-origin'?: boolean | undefined
}

export interface Identity {
  readonly profile: NamedProfile | null
  /** What explanations compute with. */
  readonly secrets: {
    readonly consumerKey: string
    readonly consumerSecret: string | null
    readonly token: string | null
    readonly tokenSecret: string | null
    readonly privateKey: string | null
  }
  /** A session of the profile's service; renewed credentials go into the profile. */
  openSession(
    own: Pick<SessionOptions, 'bodyHash' | 'fetch' | 'followRedirects' | 'onAttempt' | 'timeout'>,
  ): OAuth1Session
}

/** @throws CountersignError `usage`: there are no credentials for this URL, or they may not go there */
export async function readIdentity(values: IdentityValues, url: string, io: Io): Promise<Identity> {
  const given = readGiven(values, io)
  const name =
    values.profile ??
    (values.credentials === undefined ? io.env['COUNTERSIGN_PROFILE'] || undefined : undefined)
  const profile = findProfile(
    { given, name, isAlone: values.credentials !== undefined, anyOrigin: values['any-origin'] },
    url,
    io,
  )
  const merged = merge(profile, given)
  if (merged.consumerKey === '') throw unknownUser(url)
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
      // A token that is not the one of the profile has no place that its successor could be stored in.
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

function unknownUser(url: string): Error {
  const origin = URL.canParse(url) ? new URL(url).origin : null
  const preset = [...PRESETS.values()].find(
    ({ apiUrl }) => origin !== null && apiUrl?.startsWith(`${origin}/`),
  )
  return usage(
    `there are no credentials for ${origin ?? 'a relative URL'}`,
    `countersign login${preset ? ` ${preset.name}` : ''}, or COUNTERSIGN_CONSUMER_KEY and its like`,
  )
}
