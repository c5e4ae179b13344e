/**
 * Determines the service of a login: a preset with its variables, explicit URLs, or the service of
 * a profile.
 */
import type { Preset } from 'countersign/flow'
import { CountersignError } from 'countersign/signing'
import { ask, canAsk, type Io } from '../../terminal/index.ts'
import { findPreset, requireAvailable } from 'countersign/internal'
import { parsePair, usageError } from '../arguments/options.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ServiceFacts } from '../profiles/service.ts'

export const SERVICE_OPTIONS = {
  var: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    about:
      'a variable of the preset, such as site=https://shop.example.com; a terminal prompts for it',
  },
  'api-url': {
    type: 'string',
    value: 'URL',
    about: 'the base of relative URLs; its server receives the credentials',
  },
  origin: {
    type: 'string',
    multiple: true,
    value: 'URL',
    about: 'a further server that may receive the credentials',
  },
  'request-token-url': {
    type: 'string',
    value: 'URL',
    about:
      'the URL for temporary credentials; without a PRESET, defaults to COUNTERSIGN_REQUEST_TOKEN_URL',
  },
  'authorize-url': {
    type: 'string',
    value: 'URL',
    about:
      'the URL of the authorization page; without a PRESET, defaults to COUNTERSIGN_AUTHORIZE_URL',
  },
  'access-token-url': {
    type: 'string',
    value: 'URL',
    about:
      'the URL for token credentials; without a PRESET, defaults to COUNTERSIGN_ACCESS_TOKEN_URL',
  },
  'renew-url': {
    type: 'string',
    value: 'URL',
    about: 'the URL that renews an expired token; defaults to the access token URL',
  },
  'revoke-url': { type: 'string', value: 'URL', about: 'the URL for countersign logout' },
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

const LIST_HINT = 'countersign login --list shows the presets; or give the URLs of the service'
const URL_OPTIONS = ['request-token-url', 'authorize-url', 'access-token-url'] as const

/**
 * @param preset the name of a preset, if one is given
 * @param old the profile that the login replaces, if there is one
 * @throws CountersignError `usage`: the preset does not exist, its service is gone, or a variable
 *   is missing
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

/**
 * Requires the three URLs of a login without a preset.
 *
 * @throws CountersignError `usage`: a URL is missing
 */
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
    throw usageError(
      `there is no ${words}`,
      `give --${name} or ${variableOf(name)}, or a preset: countersign login --list shows the presets`,
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
    throw usageError(error.message, hasNoSuggestion ? LIST_HINT : error.hint)
  }
}

async function readVariables(
  { variables }: Preset,
  given: readonly string[],
  io: Io,
): Promise<Record<string, string>> {
  const values = Object.fromEntries(given.map((text) => parsePair('var', text)))
  for (const { name, meaning, example } of variables) {
    if (values[name] !== undefined) continue
    if (!canAsk(io))
      throw usageError(
        `the preset requires the variable ${name}: ${meaning}`,
        `for example --var ${name}=${example}`,
      )
    values[name] = await ask(io, `${meaning}, for example ${example}`)
  }
  return values
}
