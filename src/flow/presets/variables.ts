/** The holes of a preset, such as `{site}`, and what may fill them. */
import { CountersignError, fail, percentEncode, quote } from '../../signing/index.ts'
import type { Preset, PresetVariable } from './preset.ts'

const HOLE = /\{(\w+)(?::(\w+))?\}/g

/** How a label is spelled in a host name, and how in an account number. */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  host: (text) => text.toLowerCase().replaceAll('_', '-'),
  upper: (text) => text.toUpperCase().replaceAll('-', '_'),
}

/**
 * Fills the holes in all texts of `settings`, however deep.
 *
 * @throws CountersignError `missing-variable`, `invalid-variable`; `unknown-variable`: the preset has no such hole
 */
export function fillHoles<Settings>(
  preset: Preset,
  variables: Readonly<Record<string, string>>,
  settings: Settings,
): Settings {
  const known = preset.variables.map(({ name }) => name)
  const unknown = Object.keys(variables).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new CountersignError(
      'unknown-variable',
      `${preset.name} has no variable ${quote(unknown)}`,
      {
        hint: known.length > 0 ? `it has ${known.join(', ')}` : 'it has none',
        names: [unknown],
      },
    )
  }
  const fillText = (text: string, isUrl: boolean): string =>
    text.replace(HOLE, (_, name: string, spelling?: string) => {
      const variable = preset.variables.find((one) => one.name === name)!
      const value = requireValue(preset, variable, variables[name])
      if (spelling !== undefined) return SPELLINGS[spelling]!(value)
      return isUrl && variable.kind === 'text' ? percentEncode(value) : value
    })
  const fill = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return fillText(value, key.endsWith('Url'))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, fill(member, name)]),
    )
  }
  return fill(settings, '') as Settings
}

function requireValue(
  { name: preset }: Preset,
  variable: PresetVariable,
  value: string | undefined,
): string {
  const { name, meaning, example, kind } = variable
  if (!value) {
    throw new CountersignError(
      'missing-variable',
      `${preset} needs the variable ${quote(name)}: ${meaning}`,
      {
        hint: `such as ${example}`,
        names: [name],
      },
    )
  }
  return (
    VALUES[kind](value) ??
    fail(
      'invalid-variable',
      '2',
      `${quote(name)} cannot be ${quote(value)}`,
      `it is ${meaning}, such as ${example}`,
      [name],
    )
  )
}

/** What fills the hole, by the kind of the variable; `null` for a value that cannot. */
const VALUES: Readonly<Record<PresetVariable['kind'], (value: string) => string | null>> = {
  site: readSite,
  label: (value) => (/^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/i.test(value) ? value : null),
  text: (value) => (/^[\x20-\x7E]+$/.test(value) && value.trim() === value ? value : null),
}

const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)$/

/** The URL of a folder, without the slash at its end. A host alone means https. */
function readSite(value: string): string | null {
  const text = value.includes('://') ? value : `https://${value}`
  if (/[?#\\\s]/.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const isPlain =
    /^https?:$/.test(url.protocol) &&
    url.username + url.password === '' &&
    HOST_NAME.test(url.hostname)
  if (!isPlain) return null
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '')
}
