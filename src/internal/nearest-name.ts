/** Finds the name that a mistyped name most probably means, by edit distance. */

/**
 * The name with the smallest edit distance, or `null` if each is further than one edit for three
 * letters.
 */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(typed.length / 3))
  const near = names
    .filter((name) => Math.abs(name.length - typed.length) <= limit)
    .map((name) => [editDistance(typed, name), name] as const)
    .filter(([distance]) => distance <= limit)
    .sort(([a], [b]) => a - b)
  return near[0]?.[1] ?? null
}

/** The Damerau-Levenshtein distance: how many letters are missing, added, changed or swapped. */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const ways = [
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
      ]
      current.push(Math.min(...ways, isSwapped ? beforeLast[column - 2]! + 1 : Infinity))
    }
    beforeLast = last
    last = current
  }
  return last[to.length]!
}
