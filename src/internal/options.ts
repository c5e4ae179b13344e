/** The options of a public function, checked by name and by kind before anything is done with them. */
import { CountersignError, quote } from '../signing/index.ts'
import { nearestName } from './nearest-name.ts'

/** What an option may be. Each may be left out, or be `undefined`. `any` has its own check elsewhere. */
export type OptionKind = 'any' | 'text' | 'flag' | 'function' | 'list' | 'record'

/** The kind of each option, by name. The type holds the names against those of the options. */
export type OptionKinds<Options> = Readonly<Record<keyof Options, OptionKind>>

const KINDS: Readonly<Record<OptionKind, readonly [article: string, isOf: (value: unknown) => boolean]>> = {
  any: ['anything', () => true],
  text: ['a text', (value) => typeof value === 'string' || value === null],
  flag: ['true or false', (value) => typeof value === 'boolean'],
  function: ['a function', (value) => typeof value === 'function'],
  list: ['a list', (value) => typeof value === 'object' && value !== null && Symbol.iterator in value],
  record: ['an object', (value) => typeof value === 'object' && value !== null],
}

/**
 * @param owner what the options are for, as a noun with its article
 * @param elsewhere for names that other libraries use: what they are called here
 * @throws CountersignError `unknown-option`, with the nearest name; `invalid-option`: no object, or a value of another kind
 */
export function requireOptions<Options>(
  owner: string,
  given: Options,
  kinds: OptionKinds<Options>,
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  const options: unknown = given
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalidOption(`the options of ${owner} are ${nameKind(options)}`, 'give them as an object')
  }
  const known = new Map<string, OptionKind>(Object.entries(kinds))
  for (const [name, value] of Object.entries(options)) {
    const kind = known.get(name)
    if (kind === undefined) throw unknownOption(owner, name, [...known.keys()], elsewhere[name])
    const [article, isOf] = KINDS[kind]
    if (value !== undefined && !isOf(value)) {
      throw invalidOption(`${quote(name)} of ${owner} is ${nameKind(value)}`, `give ${article}`, [name])
    }
  }
}

/** Of an object, the members that are options of some kind: what is handed on to another layer. */
export function pickOptions<Options extends object>(
  given: Options,
  names: readonly string[],
): Partial<Options> {
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => names.includes(name)),
  ) as Partial<Options>
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
  meant: string | undefined,
): CountersignError {
  const nearest = nearestName(name, known)
  const few = known.length > 8 ? 'its type lists the options' : `there are ${known.join(', ')}`
  const guess = nearest === null ? few : `did you mean ${quote(nearest)}?`
  return new CountersignError('unknown-option', `${owner} has no option ${quote(name)}`, {
    hint: meant === undefined ? guess : `that is ${meant} here`,
    names: [name],
  })
}

/** The kind of a value, and not the value, which may be a secret. */
export function nameKind(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
