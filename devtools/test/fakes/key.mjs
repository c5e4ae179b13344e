// The answers to all vectors, looked up by operation and input: for fakes that have to know what is right.
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../../test/vectors/', import.meta.url)
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.json') && !['package.json', 'schema.json'].includes(name),
)

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

function merge(shared, own) {
  if (!isObject(shared) || !isObject(own) || 'hex' in own || 'hex' in shared) return own
  return {
    ...shared,
    ...Object.fromEntries(
      Object.entries(own).map(([name, value]) => [name, merge(shared[name], value)]),
    ),
  }
}

/** JSON that does not depend on the order of members. */
const canonical = (value) =>
  JSON.stringify(value, (_, each) =>
    isObject(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )

const expectations = new Map()
export const operations = new Set()
export const methods = new Set(['HMAC-SHA1'])

for (const file of files) {
  const { operation: usual, groups } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  for (const { operation = usual, context = {}, tests } of groups) {
    operations.add(operation)
    for (const { input, expect, needs = [] } of tests) {
      const merged = merge(context, input)
      expectations.set(`${operation} ${canonical(merged)}`, expect.oneOf?.[0] ?? expect)
      for (const method of [...needs, merged.signatureMethod ?? []].flat()) methods.add(method)
    }
  }
}

/** What the suite expects, the first of several readings. */
export const expected = (operation, input) => expectations.get(`${operation} ${canonical(input)}`)

/** The right answer, as an adapter gives it. */
export function rightAnswer({ operation, input }) {
  const { rejected, as, ...output } = expected(operation, input)
  return rejected ? { rejected: { code: 'refused', message: 'refused' } } : { output }
}
