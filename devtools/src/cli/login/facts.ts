/** Which service a login is for: a preset with its holes filled, URLs by hand, or the service of a profile. */
import type { Preset } from 'countersign/flow'
import { CountersignError } from 'countersign/signing'
import { ask, canAsk, type Io } from '../../terminal/index.ts'
import { findPreset, requireAvailable } from 'countersign/internal'
import { pair, usage } from '../arguments/options.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ServiceFacts } from '../profiles/service.ts'

export const SERVICE_OPTIONS = {
  var: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    about:
      'what the preset has to know, such as site=https://shop.example.com; asked for on a terminal',
  },
  'api-url': {
    type: 'string',
    value: 'URL',
    about: 'what relative URLs are resolved against; its server gets the credentials',
  },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    about: 'a further server that may get the credentials',
  },
  'request-token-url': {
    type: 'string',
    value: 'URL',
    about: 'or COUNTERSIGN_REQUEST_TOKEN_URL, where there is no PRESET',
  },
  'authorize-url': { type: 'string', value: 'URL', about: 'or COUNTERSIGN_AUTHORIZE_URL' },
  'access-token-url': { type: 'string', value: 'URL', about: 'or COUNTERSIGN_ACCESS_TOKEN_URL' },
  'renew-url': {
    type: 'string',
    value: 'URL',
    about: 'where a token that ends is renewed, if that has a URL of its own',
  },
  'revoke-url': { type: 'string', value: 'URL', about: 'where countersign logout ends the token' },
} as const

export interface ServiceValues {
  readonly var?: readonly string[] | undefined
  readonly 'api-url'?: string | undefined
  readonly 'request-token-url'?: string | undefined
  readonly 'authorize-url'?: string | undefined
  readonly 'access-token-url'?: string | undefined
  readonly 'renew-url'?: string | undefined
  readonly 'revoke-url'?: string | undefined
}

const LIST_HINT = 'countersign login --list shows them; or give the URLs of the service'
const URL_OPTIONS = ['request-token-url', 'authorize-url', 'access-token-url'] as const

/**
 * @param preset its name, where one is given
 * @param old the profile that is logged in to once more, where there is one
 * @throws CountersignError `usage`: there is no such preset, it is gone, or something about it is missing
 */
export async function readFacts(
  preset: string | undefined,
  values: ServiceValues,
  old: Profile | undefined,
  io: Io,
): Promise<ServiceFacts> {
  const isByHand = URL_OPTIONS.some((name) => values[name] !== undefined)
  const known = preset === undefined && !isByHand && old !== undefined ? old : null
  const found =
    preset === undefined
      ? null
      : requirePreset(
          preset,
          URL_OPTIONS.every((name) => values[name] !== undefined),
        )
  const [requestTokenUrl, authorizeUrl, accessTokenUrl] = URL_OPTIONS.map((name) => {
    const isEnvironment = found === null && known === null
    return values[name] ?? (isEnvironment ? io.env[variableOf(name)] : undefined) ?? null
  })
  return {
    service: found?.name ?? known?.service ?? null,
    variables:
      found === null ? (known?.variables ?? {}) : await readVariables(found, values.var ?? [], io),
    apiUrl: values['api-url'] ?? known?.apiUrl ?? null,
    requestTokenUrl: requestTokenUrl ?? known?.requestTokenUrl ?? null,
    authorizeUrl: authorizeUrl ?? known?.authorizeUrl ?? null,
    accessTokenUrl: accessTokenUrl ?? known?.accessTokenUrl ?? null,
    renewUrl: values['renew-url'] ?? known?.renewUrl ?? null,
    revokeUrl: values['revoke-url'] ?? known?.revokeUrl ?? null,
  }
}

/** What a login by hand in a browser cannot do without. @throws CountersignError `usage` */
export function requireUrls(facts: ServiceFacts): void {
  if (facts.service !== null) return
  const urls = {
    'request-token-url': facts.requestTokenUrl,
    'authorize-url': facts.authorizeUrl,
    'access-token-url': facts.accessTokenUrl,
  }
  for (const [name, url] of Object.entries(urls)) {
    if (url) continue
    const words = name.replaceAll('-', ' ').replace('url', 'URL')
    throw usage(
      `there is no ${words}`,
      `give --${name} or ${variableOf(name)}; or name a preset: countersign login --list`,
    )
  }
}

const variableOf = (option: string): string =>
  `COUNTERSIGN_${option.toUpperCase().replaceAll('-', '_')}`

function requirePreset(name: string, hasOwnEndpoints: boolean): Preset {
  try {
    const preset = findPreset(name)
    requireAvailable(preset, hasOwnEndpoints)
    return preset
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    const hasNoSuggestion = error.code === 'unknown-preset' && error.names.length === 0
    throw usage(error.message, hasNoSuggestion ? LIST_HINT : error.hint)
  }
}

async function readVariables(
  { variables }: Preset,
  given: readonly string[],
  io: Io,
): Promise<Record<string, string>> {
  const values = Object.fromEntries(given.map((text) => pair('var', text)))
  for (const { name, meaning, example } of variables) {
    if (values[name] !== undefined) continue
    if (!canAsk(io))
      throw usage(`the preset has to know ${name}: ${meaning}`, `such as --var ${name}=${example}`)
    values[name] = await ask(io, `${meaning}, such as ${example}`)
  }
  return values
}
