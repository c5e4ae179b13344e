/** Sets of deviations within one part of the pipeline, and the distinct texts that they lead to. */
import { CountersignError } from '../signing/index.ts'
import type { Change, Deviation, Part } from './deviation.ts'
import type { ObservedRequest } from './observed-request.ts'
import type { Made } from './parameter-runner.ts'
import { LIST_SLOTS, type Keyring, type Plan } from './plan.ts'

/** A deviation with the change that it makes for one request, and the slots in which it leaves no room for another. */
export interface Choice {
  readonly deviation: Deviation
  readonly change: Change
  readonly slots: readonly string[]
}

/** A text, and the sets of equal size that lead to it. No smaller set does. */
export interface Candidate extends Made {
  readonly plan: Plan
  readonly sets: (readonly Choice[])[]
}

/** The choices of one part that can concern this request at all. */
export function choicesOf(
  deviations: readonly Deviation[],
  part: Part,
  request: ObservedRequest,
  ring: Keyring,
): Choice[] {
  // §3.4.3: no shared secret plays a part in RSA.
  if (part === 'key' && request.signatureMethod.startsWith('RSA')) return []
  return deviations
    .filter((deviation) => deviation.part === part)
    .flatMap((deviation) => {
      const change = deviation.change(request, ring)
      if (change === null) return []
      const slots = Object.keys(change).filter((slot) => !LIST_SLOTS.includes(slot))
      return [{ deviation, change, slots: deviation.family === null ? slots : [...slots, deviation.family] }]
    })
}

/** Adds a change to a plan: what is a list grows, any other slot is replaced. */
export function applyChange(plan: Plan, change: Change): Plan {
  const changed: Record<string, unknown> = { ...plan, ...change }
  for (const slot of LIST_SLOTS) {
    if (slot in change) changed[slot] = [...(plan[slot as 'steps'] ?? []), ...change[slot as 'steps']!]
  }
  return changed as unknown as Plan
}

/** The candidates of one part, by how many deviations they take; three and more are not kept but made on the way. */
export class Variants {
  readonly #base: Plan
  readonly #run: (plan: Plan) => Made
  readonly #listChoices: () => readonly Choice[]
  #choices: readonly Choice[] | null = null
  readonly #levels: (readonly Candidate[])[] = []
  readonly #seen = new Set<string>()
  #awake: ReadonlySet<Choice> = new Set()

  constructor(base: Plan, listChoices: () => readonly Choice[], run: (plan: Plan) => Made) {
    this.#base = base
    this.#listChoices = listChoices
    this.#run = run
  }

  /** Those that change the text, alone or together with one other. Only they are combined further. */
  get awake(): readonly Choice[] {
    this.level(2)
    return this.#all().filter((choice) => this.#awake.has(choice))
  }

  /** Those that change the text alone; of several that do the same, the first. */
  get representatives(): readonly Choice[] {
    this.level(1)
    return this.#levels[1]!.flatMap(({ sets }) => sets[0]!)
  }

  #all(): readonly Choice[] {
    this.#choices ??= this.#listChoices()
    return this.#choices
  }

  level(size: number, isThorough: boolean = true): Iterable<Candidate> {
    for (let next = this.#levels.length; next <= Math.min(size, 2); next++) this.#levels.push(this.#distinct(next))
    return this.#levels[size] ?? this.#combine(size, isThorough ? this.awake : this.representatives)
  }

  #distinct(size: number): readonly Candidate[] {
    const found = new Map<string, Candidate>()
    for (const candidate of this.#combine(size, size === 0 ? [] : this.#all())) {
      if (this.#seen.has(candidate.text)) continue
      const known = found.get(candidate.text)
      if (known) known.sets.push(...candidate.sets)
      else found.set(candidate.text, candidate)
    }
    for (const text of found.keys()) this.#seen.add(text)
    this.#awake = new Set([...this.#awake, ...[...found.values()].flatMap(({ sets }) => sets.flat())])
    return [...found.values()]
  }

  *#combine(
    size: number,
    choices: readonly Choice[],
    from = 0,
    plan: Plan = this.#base,
    set: readonly Choice[] = [],
  ): Iterable<Candidate> {
    if (size === 0) {
      const made = this.#make(plan)
      if (made !== null) yield { text: made.text, encoded: made.encoded, plan, sets: [set] }
      return
    }
    for (let index = from; index < choices.length; index++) {
      const choice = choices[index]!
      if (set.some(({ slots }) => slots.some((slot) => choice.slots.includes(slot)))) continue
      yield* this.#combine(size - 1, choices, index + 1, applyChange(plan, choice.change), [...set, choice])
    }
  }

  /** What cannot be encoded, because a deviation tore it apart, is no candidate. */
  #make(plan: Plan): Made | null {
    try {
      return this.#run(plan)
    } catch (error) {
      if (error instanceof CountersignError) return null
      throw error
    }
  }
}
