/** Creates the service options of a profile. */
import { fromPreset } from 'countersign/internal'
import { type ServiceOptions } from 'countersign/flow'
import { readSignatureOptions } from '../arguments/credentials.ts'
import type { Profile } from './profile.ts'

/** The members that identify the service: a preset and its variables, or URLs. */
export type ServiceFacts = Pick<
  Profile,
  | 'service'
  | 'variables'
  | 'apiUrl'
  | 'requestTokenUrl'
  | 'authorizeUrl'
  | 'accessTokenUrl'
  | 'renewUrl'
  | 'revokeUrl'
>

/**
 * Merges the service of a profile into `options`. A URL that is `null` defaults to the URL of the
 * preset.
 *
 * @throws CountersignError: the service of the preset is gone, or a variable is missing; see
 *   `fromPreset`
 */
export function serviceOptions(
  facts: ServiceFacts | null,
  options: ServiceOptions,
): ServiceOptions {
  if (facts === null) return options
  const {
    service,
    variables,
    apiUrl: baseUrl,
    requestTokenUrl,
    authorizeUrl,
    accessTokenUrl,
    renewUrl,
    revokeUrl,
  } = facts
  const urls = { baseUrl, requestTokenUrl, authorizeUrl, accessTokenUrl, renewUrl, revokeUrl }
  const given = Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== null))
  const all: ServiceOptions = { ...options, ...given }
  return service === null ? all : fromPreset(service, { ...all, variables })
}

/** The signature options of the profile that override its preset. */
export function signatureOf(
  profile: Profile | null,
): Pick<ServiceOptions, 'signatureMethod' | 'transmission' | 'realm'> {
  if (profile === null) return {}
  return readSignatureOptions({
    'signature-method': profile.signatureMethod ?? undefined,
    transmission: profile.transmission ?? undefined,
    realm: profile.realm ?? undefined,
  })
}
