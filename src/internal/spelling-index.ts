/** Finds many spellings in one pass over a text, with an Aho-Corasick automaton. */
import type { Range } from './folded-text.ts'
import type { Spelling } from './secret-spellings.ts'

/** The spellings that end at a state. The longest of each kind covers the others. */
interface Ending {
  /** The length of the longest spelling that matches anywhere. 0 if there is none. */
  inside: number
  /** The same for base64 spellings. */
  base64: number
  /** The lengths of the spellings that match only as whole words. */
  words: readonly number[]
}

type Step = readonly [from: number, code: number, to: number]

const NO_ENDING: Ending = { inside: 0, base64: 0, words: [] }
const ROOT = 0
/** The number of code units. A state and a code unit together make one key. */
const CODE_UNITS = 0x10000

export class SpellingIndex {
  readonly #next = new Map<number, number>()
  readonly #endings: Ending[] = [NO_ENDING]
  readonly #fallbacks: number[] = [ROOT]

  constructor(spellings: readonly Spelling[]) {
    const byDepth: Step[][] = []
    for (const spelling of spellings) this.#add(spelling, byDepth)
    for (const step of byDepth.flat()) this.#link(step)
  }

  get isEmpty(): boolean {
    return this.#next.size === 0
  }

  #add({ text, isWord, isBase64 }: Spelling, byDepth: Step[][]): void {
    let state = ROOT
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      let next = this.#next.get(state * CODE_UNITS + code)
      if (next === undefined) {
        next = this.#endings.push(NO_ENDING) - 1
        this.#next.set(state * CODE_UNITS + code, next)
        ;(byDepth[at] ??= []).push([state, code, next])
      }
      state = next
    }
    const own = isWord
      ? { inside: 0, base64: 0, words: [text.length] }
      : { inside: isBase64 ? 0 : text.length, base64: isBase64 ? text.length : 0, words: [] }
    this.#endings[state] = join(this.#endings[state]!, own)
  }

  /** Steps come in the order of their depth, so that the fallback state is already linked. */
  #link([from, code, to]: Step): void {
    const fallback = from === ROOT ? ROOT : this.#step(this.#fallbacks[from]!, code)
    this.#fallbacks[to] = fallback
    this.#endings[to] = join(this.#endings[to]!, this.#endings[fallback]!)
  }

  #step(from: number, code: number): number {
    let state = from
    for (;;) {
      const next = this.#next.get(state * CODE_UNITS + code)
      if (next !== undefined) return next
      if (state === ROOT) return ROOT
      state = this.#fallbacks[state]!
    }
  }

  /**
   * Finds the ranges of a text that spellings cover.
   *
   * @param widen adds the digits beside a base64 spelling
   */
  find(text: string, widen: (range: Range) => Range = (range) => range): Range[] {
    const ranges: Range[] = []
    if (this.isEmpty) return ranges
    let state = ROOT
    for (let at = 0; at < text.length; at++) {
      state = this.#step(state, text.charCodeAt(at))
      const { inside, base64, words } = this.#endings[state]!
      const to = at + 1
      if (inside > 0) cover(ranges, { from: to - inside, to })
      if (base64 > 0) cover(ranges, widen({ from: to - base64, to }))
      for (const length of words)
        if (isWord(text, to - length, to)) cover(ranges, { from: to - length, to })
    }
    return ranges
  }
}

function join(one: Ending, other: Ending): Ending {
  if (other === NO_ENDING) return one
  return {
    inside: Math.max(one.inside, other.inside),
    base64: Math.max(one.base64, other.base64),
    words: [...new Set([...one.words, ...other.words])],
  }
}

/** Adds a range to a sorted list of ranges, and joins those that overlap or touch. */
function cover(ranges: Range[], { from, to }: Range): void {
  let [start, end] = [from, to]
  for (let last = ranges.at(-1); last !== undefined && last.to >= start; last = ranges.at(-1)) {
    start = Math.min(start, last.from)
    end = Math.max(end, last.to)
    ranges.pop()
  }
  ranges.push({ from: start, to: end })
}

const WORD = /^[A-Za-z0-9_]$/

function isWord(text: string, from: number, to: number): boolean {
  return !WORD.test(text[from - 1] ?? '') && !WORD.test(text[to] ?? '')
}
