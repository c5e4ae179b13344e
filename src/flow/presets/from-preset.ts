/** The options of a service from the name of a preset and the options of the caller. */
import { editDistance, type OptionKinds, requireOptions } from '../../internal/index.ts'
import { CountersignError, quote } from '../../signing/index.ts'
import { LOGIN_ENDPOINTS } from '../endpoints.ts'
import { SERVICE_OPTIONS, type ServiceOptions, USER_OPTIONS } from '../service-options.ts'
import { PRESETS } from './all-presets.ts'
import type { Preset } from './preset.ts'
import { fillVariables } from './variables.ts'

/** The options of a service. Each of them takes precedence over that of the preset. */
export interface PresetOptions extends ServiceOptions {
  /** The values of the preset's `variables`, by name. */
  readonly variables?: Readonly<Record<string, string>>
}

const PRESET_OPTIONS: OptionKinds<PresetOptions> = { ...SERVICE_OPTIONS, variables: 'record' }

/**
 * @throws CountersignError `unknown-preset`, `preset-gone`, `missing-variable`, `unknown-variable`,
 *   `invalid-variable`, `unknown-option`, `invalid-option`
 * @example
 * const variables = { site: 'jira.example.com' }
 * const options = fromPreset('jira', { consumerKey, privateKey: pem, variables })
 * console.log(options.baseUrl) // 'https://jira.example.com/rest/'
 */
export function fromPreset(name: string, options: PresetOptions): ServiceOptions {
  const preset = findPreset(name)
  requireOptions('a service', options, PRESET_OPTIONS, USER_OPTIONS)
  const { variables = {}, ...given } = options
  // An option that is undefined, such as one from an unset environment variable, is left to the
  // preset.
  const own = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as ServiceOptions
  requireAvailable(
    preset,
    LOGIN_ENDPOINTS.every((endpoint) => own[endpoint] !== undefined),
  )
  const { headers: presetHeaders = {}, ...settings } = preset.settings
  const headers = new Headers(own.headers)
  const missingHeaders = Object.entries(presetHeaders).filter(([header]) => !headers.has(header))
  const baseUrl = preset.status === 'gone' ? null : preset.apiUrl
  const missing = Object.fromEntries(
    Object.entries({ baseUrl, ...settings }).filter(
      ([option]) => own[option as keyof ServiceOptions] === undefined,
    ),
  )
  const filled = fillVariables(preset, variables, {
    ...missing,
    headers: Object.fromEntries(missingHeaders),
  })
  for (const [header, value] of Object.entries(filled.headers)) headers.set(header, value)
  return { name: preset.name, legs: preset.legs, ...filled, ...own, headers }
}

/**
 * The preset of a name.
 *
 * @throws CountersignError `unknown-preset`: its `names` are the nearest names
 * @example
 * console.log(findPreset('tumblr').title) // 'Tumblr'
 */
export function findPreset(name: string): Preset {
  const preset = PRESETS.get(name)
  if (preset !== undefined) return preset
  const names = nearestPresets(String(name))
  throw new CountersignError('unknown-preset', `there is no preset ${quote(String(name))}`, {
    names,
    hint:
      names.length > 0
        ? `did you mean ${names.join(' or ')}?`
        : 'see PRESETS for all names, or give the URLs of the service',
  })
}

/**
 * Refuses a preset that is `gone`, unless the caller has replaced its URLs. The URLs may belong to
 * another operator by now.
 *
 * @param hasOwnEndpoints whether the caller gives all three URLs
 * @throws CountersignError `preset-gone`: its hint says what to use instead
 * @example
 * requireAvailable(findPreset('bitbucket'), true)
 */
export function requireAvailable({ status, title, note }: Preset, hasOwnEndpoints: boolean): void {
  if (status !== 'gone' || hasOwnEndpoints) return
  throw new CountersignError('preset-gone', `${title} is gone`, {
    hint: `${note ?? ''}; for a server that replaces it, give all three URLs`,
  })
}

/**
 * The names of at most three presets, the nearest first. Names and titles count, without case and
 * punctuation.
 */
function nearestPresets(typed: string): string[] {
  const text = lettersAndDigits(typed)
  return [...PRESETS.values()]
    .map(({ name, title }) => ({
      name,
      distance: Math.min(
        nameDistance(text, lettersAndDigits(name)),
        nameDistance(text, lettersAndDigits(title)),
      ),
    }))
    .filter(({ distance }) => distance <= 2 && distance < text.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

const lettersAndDigits = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** 1 if one name contains the other, as `magento` and `magento2` do; else the edit distance. */
function nameDistance(a: string, b: string): number {
  const isPart = a.length > 2 && (b.includes(a) || (b.length > 2 && a.includes(b)))
  return isPart ? 1 : editDistance(a, b)
}
