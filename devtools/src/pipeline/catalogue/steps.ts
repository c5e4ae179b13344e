/** Helpers that build the changes of catalogue entries to the list of parameters. */
import type { OctetString, Parameter } from 'countersign/signing'
import type { Change } from '../deviation.ts'
import { headerPair } from '../collect.ts'
import type { Pair, ParameterSource } from '../plan.ts'

export const nameOf = ({ name }: Pair): string => String(name)
export const isProtocol = (pair: Pair): boolean => nameOf(pair).startsWith('oauth_')

/** Applies `change` to text, and returns octets that are not valid UTF-8 unchanged. */
export const onText =
  (change: (text: string) => OctetString) =>
  (text: OctetString): OctetString =>
    typeof text === 'string' ? change(text) : text

export const eachPair = (change: (pair: Pair) => Pair): Change => ({
  steps: [(pairs) => pairs.map(change)],
})

export const eachText = (change: (text: OctetString) => OctetString): Change =>
  eachPair((pair) => ({ ...pair, name: change(pair.name), value: change(pair.value) }))

export const without = (isDropped: (pair: Pair) => boolean): Change => ({
  steps: [(pairs) => pairs.filter((pair) => !isDropped(pair))],
})

/** The change that adds parameters which are signed but not sent. `null` for no parameters. */
export function withAdded(
  parameters: readonly Parameter[] | null,
  source: ParameterSource = 'header',
): Change | null {
  if (parameters === null || parameters.length === 0) return null
  const pairs = parameters.map(([name, value]): Pair => ({ ...headerPair(name, value), source }))
  return { steps: [(own) => [...own, ...pairs]] }
}

/** Keeps one pair for each key: the first pair, or the last pair at the position of the first. */
export function keepOne(
  pairs: readonly Pair[],
  keyOf: (pair: Pair) => string,
  which: 'first' | 'last',
): readonly Pair[] {
  const kept = new Map<string, Pair>()
  for (const pair of pairs) {
    const key = keyOf(pair)
    if (which === 'last' || !kept.has(key)) kept.set(key, pair)
  }
  return [...kept.values()]
}

/** Replaces the pairs of each name that occurs more than once. */
export function eachRepeated(
  pairs: readonly Pair[],
  replace: (same: readonly Pair[]) => readonly Pair[],
): readonly Pair[] {
  const byName = new Map<string, Pair[]>()
  for (const pair of pairs) byName.set(nameOf(pair), [...(byName.get(nameOf(pair)) ?? []), pair])
  return [...byName.values()].flatMap((same) => (same.length > 1 ? replace(same) : same))
}
