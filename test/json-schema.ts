// As much of JSON Schema 2020-12 as test/vectors/schema.json uses. A keyword that is not in here is an error.
import { isDeepStrictEqual as same } from 'node:util'

type Members = Readonly<Record<string, unknown>>
export type Schema = boolean | Members

/** What is wrong with a value, each with its place, as in `/groups/0: lacks "about"`. */
export function violations(
  root: Members,
  value: unknown,
  schema: Schema = root,
  path: string = '',
): string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path}: may not be there`]
  const members: Members = schema
  const at = (part: unknown, under: unknown, step: string | number): string[] =>
    violations(root, part, under as Schema, `${path}/${step}`)
  const here = (under: unknown): string[] => violations(root, value, under as Schema, path)
  const unless = (isRight: boolean, text: string): string[] => (isRight ? [] : [`${path}: ${text}`])
  const text = typeof value === 'string' ? value : null
  const items: readonly unknown[] | null = Array.isArray(value) ? value : null
  const list = items ?? []
  const object =
    typeof value === 'object' && value !== null && items === null ? (value as Members) : null
  const lacks = (name: string): boolean => object !== null && !Object.hasOwn(object, name)
  const entries = Object.entries(object ?? {})
  const isKnown = (name: string): boolean => Object.hasOwn(Object(members['properties']), name)
  const prefix = (members['prefixItems'] ?? []) as readonly Schema[]

  function check(keyword: string, rule: never): string[] {
    const shown = JSON.stringify(rule)
    switch (keyword) {
      case '$schema':
      case '$defs':
      case 'title':
      case 'description':
      case 'then':
      case 'else':
        return []
      case '$ref':
        return here(resolve(root, rule))
      case 'type':
        return unless(
          [rule].flat().some((type) => isOf(type, value)),
          `is not of type ${shown}`,
        )
      case 'const':
        return unless(same(value, rule), `is not ${shown}`)
      case 'enum':
        return unless(
          (rule as unknown[]).some((one) => same(value, one)),
          `is none of ${shown}`,
        )
      case 'pattern':
        return unless(text === null || new RegExp(rule, 'u').test(text), `does not match ${rule}`)
      case 'minLength':
        return unless(text === null || [...text].length >= rule, `is shorter than ${rule}`)
      case 'maxLength':
        return unless(text === null || [...text].length <= rule, `is longer than ${rule}`)
      case 'minimum':
        return unless(typeof value !== 'number' || value >= rule, `is less than ${rule}`)
      case 'required':
        return (rule as string[]).flatMap((name) => unless(!lacks(name), `lacks "${name}"`))
      case 'dependentRequired':
        return Object.entries<string[]>(rule).flatMap(([name, others]) =>
          others.flatMap((other) =>
            unless(lacks(name) || !lacks(other), `has "${name}" without "${other}"`),
          ),
        )
      case 'properties':
        return entries.flatMap(([name, part]) => (isKnown(name) ? at(part, rule[name], name) : []))
      case 'additionalProperties':
        return entries.flatMap(([name, part]) => (isKnown(name) ? [] : at(part, rule, name)))
      case 'propertyNames':
        return entries.flatMap(([name]) => at(name, rule, name))
      case 'minProperties':
        return unless(object === null || entries.length >= rule, `has fewer than ${rule} members`)
      case 'prefixItems':
        return list.slice(0, prefix.length).flatMap((item, place) => at(item, prefix[place], place))
      case 'items':
        return list.flatMap((item, place) => (place < prefix.length ? [] : at(item, rule, place)))
      case 'minItems':
        return unless(items === null || items.length >= rule, `has fewer than ${rule} items`)
      case 'maxItems':
        return unless(items === null || items.length <= rule, `has more than ${rule} items`)
      case 'uniqueItems':
        return unless(rule === false || !hasDuplicate(list), 'has an item twice')
      case 'allOf':
        return (rule as Schema[]).flatMap(here)
      case 'oneOf': {
        const outcomes = (rule as Schema[]).map(here).sort((a, b) => depth(b) - depth(a))
        const fitting = outcomes.filter((outcome) => outcome.length === 0).length
        return fitting === 0
          ? outcomes[0]!
          : unless(fitting === 1, `fits ${fitting} of the alternatives`)
      }
      case 'not':
        return unless(here(rule).length > 0, `is what it may not be: ${shown}`)
      case 'if':
        return here(members[here(rule).length === 0 ? 'then' : 'else'] ?? true)
      default:
        throw new Error(`the keyword ${keyword} is not known`)
    }
  }
  return Object.entries(schema).flatMap(([keyword, rule]) => check(keyword, rule as never))
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return type === (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
}

const hasDuplicate = (items: readonly unknown[]): boolean =>
  items.some((item, index) => items.slice(0, index).some((other) => same(item, other)))

/** How far into the value an alternative got before it failed. */
const depth = (outcome: readonly string[]): number =>
  Math.min(...outcome.map((violation) => violation.split(':')[0]!.split('/').length))

function resolve(root: Members, ref: string): unknown {
  const name = /^#\/\$defs\/([A-Za-z]+)$/.exec(ref)?.[1] ?? ''
  const found = (Object(root['$defs']) as Members)[name]
  if (found === undefined) throw new Error(`the reference ${ref} leads nowhere`)
  return found
}
