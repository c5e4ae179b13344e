/** Checks the options of a public function by name and by kind. */
import { CountersignError, quote } from '../signing/index.ts'
import { nearestName } from './nearest-name.ts'

type KindName = 'any' | 'text' | 'number' | 'flag' | 'function' | 'list' | 'record' | 'signal'

/**
 * The kind of an option, or the list of the texts that it accepts. Every option may be absent or
 * `undefined`. An option of kind `any` is checked where it is used.
 */
export type OptionKind = KindName | readonly string[]

/** The kind of each option, by name. The type requires a kind for each option. */
export type OptionKinds<Options> = Readonly<Record<keyof Options, OptionKind>>

type Kind = readonly [wanted: string, isOf: (value: unknown) => boolean]

const KINDS: Readonly<Record<KindName, Kind>> = {
  any: ['anything', () => true],
  text: ['a text', (value) => typeof value === 'string' || value === null],
  number: ['a number', (value) => Number.isFinite(value) || value === null],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  function: ['a function', (value) => typeof value === 'function'],
  list: ['a list', (value) => isObject(value) && Symbol.iterator in value],
  record: ['an object', (value) => isObject(value) && !Array.isArray(value)],
  signal: ['the signal of an AbortController', (value) => value === null || isSignal(value)],
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isSignal = (value: unknown): boolean =>
  isObject(value) && 'aborted' in value && 'addEventListener' in value

/**
 * Checks the names and the kinds of options.
 *
 * @param owner the function or object that the options belong to, as a noun with its article
 * @param elsewhere the option that stands for a name of another library, by that name
 * @throws CountersignError `unknown-option` with the nearest name as hint; `invalid-option` if the
 *   options are not an object, or a value is of another kind
 */
export function requireOptions<Options>(
  owner: string,
  given: Options,
  kinds: OptionKinds<Options>,
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  const options: unknown = given
  if (!isObject(options) || Array.isArray(options)) {
    throw invalidOption(
      `the options of ${owner} are ${nameKind(options)}`,
      'give them as an object',
    )
  }
  const known = new Map<string, OptionKind>(Object.entries(kinds))
  for (const [name, value] of Object.entries(options)) {
    const kind = known.get(name)
    if (kind === undefined) throw unknownOption(owner, name, [...known.keys()], elsewhere)
    if (value !== undefined) requireKind(owner, name, value, kind)
  }
}

function requireKind(owner: string, name: string, value: unknown, kind: OptionKind): void {
  const isChoice = typeof kind !== 'string'
  const [wanted, isOf] = isChoice ? choiceOf(kind) : KINDS[kind]
  if (isOf(value)) return
  const shown = isChoice && typeof value === 'string' ? quote(value) : nameKind(value)
  throw invalidOption(`${quote(name)} of ${owner} is ${shown}`, `give ${wanted}`, [name])
}

const choiceOf = (texts: readonly string[]): Kind => [
  texts.map(quote).join(' or '),
  (value) => typeof value === 'string' && texts.includes(value),
]

/**
 * Selects the members of an object that are in a table of options, to pass them to another layer.
 */
export function pickOptions<Options extends object>(
  given: Options,
  kinds: Readonly<Record<string, OptionKind>>,
): Partial<Options> {
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(kinds, name))
  return Object.fromEntries(own) as Partial<Options>
}

export function invalidOption(
  message: string,
  hint: string,
  names: readonly string[] = [],
): CountersignError {
  return new CountersignError('invalid-option', message, { hint, names })
}

function unknownOption(
  owner: string,
  name: string,
  known: readonly string[],
  elsewhere: Readonly<Record<string, string>>,
): CountersignError {
  const nearest = nearestName(name, known)
  const all = known.length > 8 ? 'its type lists the options' : `there are ${known.join(', ')}`
  const guess = nearest === null ? all : `did you mean ${quote(nearest)}?`
  const meant = Object.hasOwn(elsewhere, name) ? `that is ${elsewhere[name]} here` : guess
  return new CountersignError('unknown-option', `${owner} has no option ${quote(name)}`, {
    hint: meant,
    names: [name],
  })
}

/** The kind of a value. The value itself may be a secret, so it is not shown. */
export function nameKind(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
