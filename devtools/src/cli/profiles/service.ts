/** The service that a profile belongs to, as the flow knows it. */
import { fromPreset } from 'countersign/internal'
import { type ServiceOptions } from 'countersign/flow'
import { readSignatureOptions } from '../arguments/credentials.ts'
import type { Profile } from './profile.ts'

/** What says which service it is: a preset with its holes filled, or URLs. */
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
 * All options of the service. A URL that is `null` is left to the preset.
 *
 * @throws CountersignError for a preset that is gone, and for holes that are not filled
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

/** How the profile signs, where it departs from its preset. */
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
