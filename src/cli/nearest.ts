/** The word that a mistyped one was meant to be. */

/** The nearest of some words; `null` where none is near: at most one slip in three letters. */
export function nearest(typed: string, words: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(typed.length / 3))
  const near = words
    .filter((word) => Math.abs(word.length - typed.length) <= limit)
    .map((word) => [distance(typed, word), word] as const)
    .filter(([slips]) => slips <= limit)
    .sort(([a], [b]) => a - b)
  return near[0]?.[1] ?? null
}

/** How many letters are missing, too many, wrong or swapped with their neighbour: the distance of Damerau. */
function distance(from: string, to: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const ways = [last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1)]
      current.push(Math.min(...ways, isSwapped ? beforeLast[column - 2]! + 1 : Infinity))
    }
    ;[beforeLast, last] = [last, current]
  }
  return last[to.length]!
}
