/**
 * Combines the deviations of one part of the pipeline, and computes the distinct texts that they
 * produce.
 */
import { CountersignError, isRsaMethod } from 'countersign/signing'
import type { Change, Deviation, Part } from './deviation.ts'
import type { ObservedRequest } from '../input/index.ts'
import type { PartText } from './parameter-runner.ts'
import { LIST_SLOTS, type Keyring, type Plan } from './plan.ts'

/**
 * A deviation with its change for one request. Two choices with a common slot exclude each other.
 */
export interface Choice {
  readonly deviation: Deviation
  readonly change: Change
  readonly slots: readonly string[]
}

/** A plan, and the sets of choices that lead to it, all of the same size. */
export interface Combined {
  readonly plan: Plan
  readonly sets: (readonly Choice[])[]
}

/** The text that such a plan produces. No smaller set produces the same text. */
export interface Candidate extends PartText, Combined {}

/** The choices of one part that apply to this request. */
export function choicesOf(
  deviations: readonly Deviation[],
  part: Part,
  request: ObservedRequest,
  keyring: Keyring,
): Choice[] {
  // §3.4.3: RSA methods do not use shared secrets.
  if (part === 'key' && isRsaMethod(request.signatureMethod)) return []
  return deviations
    .filter((deviation) => deviation.part === part)
    .flatMap((deviation) => {
      const change = deviation.change(request, keyring)
      if (change === null) return []
      const slots = Object.keys(change).filter((slot) => !LIST_SLOTS.includes(slot))
      return [
        {
          deviation,
          change,
          slots: deviation.family === null ? slots : [...slots, deviation.family],
        },
      ]
    })
}

/** Applies a change to a plan: appends to list slots and replaces the other slots. */
export function applyChange(plan: Plan, change: Change): Plan {
  const changed: Record<string, unknown> = { ...plan, ...change }
  for (const slot of LIST_SLOTS) {
    if (slot in change)
      changed[slot] = [...(plan[slot as 'steps'] ?? []), ...change[slot as 'steps']!]
  }
  return changed as unknown as Plan
}

/** Every set of `size` choices that do not exclude each other, with its plan. */
export function* combine(
  choices: readonly Choice[],
  base: Plan,
  size: number,
  from: number = 0,
  set: readonly Choice[] = [],
): Iterable<Combined> {
  if (size === 0) {
    yield { plan: base, sets: [set] }
    return
  }
  for (let index = from; index < choices.length; index++) {
    const choice = choices[index]!
    if (set.some(({ slots }) => slots.some((slot) => choice.slots.includes(slot)))) continue
    yield* combine(choices, applyChange(base, choice.change), size - 1, index + 1, [...set, choice])
  }
}

/**
 * The candidates of one part, by their number of deviations. They are complete and cached up to two
 * deviations, and up to one under a deviating encoding function. Larger sets use fewer choices and
 * are not cached.
 */
export class Variants {
  readonly #base: Plan
  readonly #listChoices: () => readonly Choice[]
  readonly #run: (plan: Plan) => PartText
  readonly #plain: Variants | null
  #choices: readonly Choice[] | null = null
  readonly #levels: (readonly Candidate[])[] = []
  readonly #seen = new Set<string>()
  #effective: ReadonlySet<Deviation> = new Set()

  /** @param plain the variants under the plain encoding function, if `base` has a deviating one */
  constructor(
    base: Plan,
    listChoices: () => readonly Choice[],
    run: (plan: Plan) => PartText,
    plain: Variants | null = null,
  ) {
    this.#base = base
    this.#listChoices = listChoices
    this.#run = run
    this.#plain = plain
  }

  /** The choices that change the text, alone or together with one other choice. */
  get effective(): readonly Choice[] {
    this.level(this.#cachedSize)
    const others = new Set(this.#plain?.effective.map(({ deviation }) => deviation))
    return this.#all().filter(
      ({ deviation }) => this.#effective.has(deviation) || others.has(deviation),
    )
  }

  /** The choices that change the text alone. Of several with the same effect, only the first. */
  get representatives(): readonly Choice[] {
    this.level(1)
    return this.#levels[1]!.flatMap(({ sets }) => sets[0]!)
  }

  get #cachedSize(): number {
    return this.#plain === null ? 2 : 1
  }

  #all(): readonly Choice[] {
    this.#choices ??= this.#listChoices()
    return this.#choices
  }

  level(size: number, isThorough: boolean = true): Iterable<Candidate> {
    for (let next = this.#levels.length; next <= Math.min(size, this.#cachedSize); next++)
      this.#levels.push(this.#distinct(next))
    return (
      this.#levels[size] ?? this.#make(isThorough ? this.effective : this.representatives, size)
    )
  }

  #distinct(size: number): readonly Candidate[] {
    const found = new Map<string, Candidate>()
    for (const candidate of this.#make(size === 0 ? [] : this.#all(), size)) {
      if (this.#seen.has(candidate.text)) continue
      const known = found.get(candidate.text)
      if (known) known.sets.push(...candidate.sets)
      else found.set(candidate.text, candidate)
    }
    for (const text of found.keys()) this.#seen.add(text)
    const choices = [...found.values()].flatMap(({ sets }) => sets.flat())
    this.#effective = new Set([...this.#effective, ...choices.map(({ deviation }) => deviation)])
    return [...found.values()]
  }

  *#make(choices: readonly Choice[], size: number): Iterable<Candidate> {
    for (const { plan, sets } of combine(choices, this.#base, size)) {
      const made = runOrNull(this.#run, plan)
      if (made !== null) yield { text: made.text, encoded: made.encoded, plan, sets }
    }
  }
}

/** `null` if a deviation splits a character, so that the text cannot be encoded. */
function runOrNull(run: (plan: Plan) => PartText, plan: Plan): PartText | null {
  try {
    return run(plan)
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
}
