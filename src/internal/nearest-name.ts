/** Names that are nearly alike: how far apart they are, and which one a mistyped name means. */

/** The nearest of some names; `null` where none is near: at most one slip in three letters. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(typed.length / 3))
  const near = names
    .filter((name) => Math.abs(name.length - typed.length) <= limit)
    .map((name) => [editDistance(typed, name), name] as const)
    .filter(([slips]) => slips <= limit)
    .sort(([a], [b]) => a - b)
  return near[0]?.[1] ?? null
}

/** How many letters are missing, too many, wrong or swapped: the distance of Damerau. */
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
