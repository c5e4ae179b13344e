/** The variables of a preset, such as `{site}`, and the values that they accept. */
import { CountersignError, fail, parseUrl, percentEncode, quote } from '../../signing/index.ts'
import type { Preset, PresetVariable } from './preset.ts'

const REFERENCE = /\{(\w+)(?::(\w+))?\}/g

/**
 * `{account:host}` is the value as a part of a host name, `{account:upper}` as an account number.
 */
const SPELLINGS: Readonly<Record<string, (text: string) => string>> = {
  host: (text) => text.toLowerCase().replaceAll('_', '-'),
  upper: (text) => text.toUpperCase().replaceAll('-', '_'),
}

/**
 * Replaces the variables in all texts of `settings`, at any depth.
 *
 * @throws CountersignError `missing-variable`, `invalid-variable`
 * @throws CountersignError `unknown-variable`: `values` has a name that the preset does not declare
 */
export function fillVariables<Settings>(
  preset: Preset,
  values: Readonly<Record<string, string>>,
  settings: Settings,
): Settings {
  requireKnownNames(preset, Object.keys(values))
  const fillText = (text: string, isUrl: boolean): string =>
    text.replace(REFERENCE, (_, name: string, spelling?: string) => {
      const variable = preset.variables.find((declared) => declared.name === name)!
      const value = requireValue(preset, variable, values[name])
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

/** @throws CountersignError `unknown-variable` */
function requireKnownNames({ name: preset, variables }: Preset, given: readonly string[]): void {
  const known = variables.map(({ name }) => name)
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw new CountersignError('unknown-variable', `${preset} has no variable ${quote(unknown)}`, {
    hint: known.length > 0 ? `it has ${known.join(', ')}` : 'it has none',
    names: [unknown],
  })
}

/** @throws CountersignError `missing-variable`, `invalid-variable` */
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
      { hint: `give a value such as ${example}`, names: [name] },
    )
  }
  return (
    READERS[kind](value) ??
    fail(
      'invalid-variable',
      '2',
      `the variable ${quote(name)} of ${preset} cannot be ${quote(value)}`,
      `give ${meaning}, such as ${example}`,
      [name],
    )
  )
}

/** For each kind: the text to insert, or `null` for a value that is not accepted. */
const READERS: Readonly<Record<PresetVariable['kind'], (value: string) => string | null>> = {
  site: readSite,
  label: (value) => (/^[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$/i.test(value) ? value : null),
  text: (value) => (/^[\x20-\x7E]+$/.test(value) && value.trim() === value ? value : null),
}

const HOST_NAME = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)$/

/** The URL of a folder without its last slash. A host name means https. */
function readSite(value: string): string | null {
  const text = value.includes('://') ? value : `https://${value}`
  const url = /[?#\\\s]/.test(text) ? null : parseUrl(text)
  if (url === null) return null
  const isPlain =
    /^https?:$/.test(url.protocol) &&
    url.username + url.password === '' &&
    HOST_NAME.test(url.hostname)
  if (!isPlain) return null
  return url.origin + url.pathname.replace(/(?<!\/)\/+$/, '')
}
