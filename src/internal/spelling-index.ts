/** Finds many spellings in one text at once, in one pass: the automaton of Aho and Corasick. */
import type { Range } from './folded-text.ts'
import type { Spelling } from './secret-spellings.ts'

/** What ends at a state: the longest of each kind covers the others. */
interface Ending {
  /** The length of the longest spelling that counts anywhere; 0 for none. */
  inside: number
  /** The same for base64. */
  base64: number
  /** The lengths of those that count as whole words alone. */
  words: readonly number[]
}

type Step = readonly [from: number, code: number, to: number]

const NOTHING: Ending = { inside: 0, base64: 0, words: [] }
const ROOT = 0
/** More than any code unit, so that a state and a code unit make one key. */
const STATES = 0x10000

export class SpellingIndex {
  readonly #next = new Map<number, number>()
  readonly #endings: Ending[] = [NOTHING]
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
      let next = this.#next.get(state * STATES + code)
      if (next === undefined) {
        next = this.#endings.push(NOTHING) - 1
        this.#next.set(state * STATES + code, next)
        ;(byDepth[at] ??= []).push([state, code, next])
      }
      state = next
    }
    const own = isWord
      ? { inside: 0, base64: 0, words: [text.length] }
      : { inside: isBase64 ? 0 : text.length, base64: isBase64 ? text.length : 0, words: [] }
    this.#endings[state] = join(this.#endings[state]!, own)
  }

  /** Steps come in the order of their depth, so that the state to fall back to is linked before. */
  #link([from, code, to]: Step): void {
    const fallback = from === ROOT ? ROOT : this.#step(this.#fallbacks[from]!, code)
    this.#fallbacks[to] = fallback
    this.#endings[to] = join(this.#endings[to]!, this.#endings[fallback]!)
  }

  #step(from: number, code: number): number {
    let state = from
    for (;;) {
      const next = this.#next.get(state * STATES + code)
      if (next !== undefined) return next
      if (state === ROOT) return ROOT
      state = this.#fallbacks[state]!
    }
  }

  /**
   * The parts of a text that spellings cover.
   *
   * @param widen takes in what hangs on to base64
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
  if (other === NOTHING) return one
  return {
    inside: Math.max(one.inside, other.inside),
    base64: Math.max(one.base64, other.base64),
    words: [...new Set([...one.words, ...other.words])],
  }
}

/** Adds a range to others that are in order and apart. */
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
