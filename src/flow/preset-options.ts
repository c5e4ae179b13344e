/** From the name of a preset and the caller's own options to the options of a service. */
import { type OptionKinds, requireOptions } from '../internal/index.ts'
import { CountersignError, quote } from '../signing/index.ts'
import { nearNames } from './near-names.ts'
import { SERVICE_OPTIONS, USERS_OWN } from './option-kinds.ts'
import { PRESETS } from './presets/index.ts'
import type { Preset } from './presets/preset.ts'
import { fillHoles } from './presets/variables.ts'
import type { ServiceOptions } from './service-options.ts'

/** Every option of a service, each before that of the preset, and what fills its holes. */
export interface PresetOptions extends ServiceOptions {
  /** By the names that the preset lists in its `variables`. */
  readonly variables?: Readonly<Record<string, string>>
}

const PRESET_OPTIONS: OptionKinds<PresetOptions> = { ...SERVICE_OPTIONS, variables: 'record' }

/** The options that stand for where secrets are sent. */
const PLACES = ['requestTokenUrl', 'authorizeUrl', 'accessTokenUrl'] as const

/**
 * @throws CountersignError `unknown-preset`, with near names among its `names`; `preset-gone`, with what to use instead
 *   as its hint; `missing-variable`, `unknown-variable`, `invalid-variable`
 */
export function fromPreset(name: string, options: PresetOptions): ServiceOptions {
  const preset = PRESETS.get(name) ?? refuseName(String(name))
  requireOptions('a service', options, PRESET_OPTIONS, USERS_OWN)
  const { variables = {}, ...given } = options
  // An option that is there and undefined is none, as where it comes from the environment.
  const own = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as ServiceOptions
  const takesPlace = PLACES.every((place) => own[place] !== undefined)
  // What is gone answers no more, and its URLs may be another's by now: all must be the caller's, as for a stand-in.
  if (preset.status === 'gone' && !takesPlace) refuseGone(preset)
  const { headers: presetHeaders = {}, ...settings } = preset.settings
  const headers = new Headers(own.headers)
  const lacking = Object.entries(presetHeaders).filter(([header]) => !headers.has(header))
  const baseUrl = preset.status === 'gone' ? null : preset.apiUrl
  const rest = Object.fromEntries(
    Object.entries({ baseUrl, ...settings }).filter(
      ([option]) => own[option as keyof ServiceOptions] === undefined,
    ),
  )
  const filled = fillHoles(preset, variables, { ...rest, headers: Object.fromEntries(lacking) })
  for (const [header, value] of Object.entries(filled.headers)) headers.set(header, value)
  return { name: preset.name, legs: preset.legs, ...filled, ...own, headers }
}

function refuseName(name: string): never {
  const names = nearNames(name)
  throw new CountersignError('unknown-preset', `there is no preset ${quote(name)}`, {
    names,
    hint:
      names.length > 0 ? `did you mean ${names.join(' or ')}?` : 'give the URLs, or see PRESETS',
  })
}

function refuseGone({ title, note }: Preset): never {
  throw new CountersignError('preset-gone', `${title} is gone`, {
    hint: `${note ?? ''}; for a server that stands in for it, give all three URLs`,
  })
}
