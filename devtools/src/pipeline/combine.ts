/** Sets of deviations within one part of the pipeline, and the distinct texts that they lead to. */
import { CountersignError, isRsaMethod } from 'countersign/signing'
import type { Change, Deviation, Part } from './deviation.ts'
import type { ObservedRequest } from '../input/index.ts'
import type { Made } from './parameter-runner.ts'
import { LIST_SLOTS, type Keyring, type Plan } from './plan.ts'

/** A deviation with the change that it makes for one request, and the slots in which it leaves no room for another. */
export interface Choice {
  readonly deviation: Deviation
  readonly change: Change
  readonly slots: readonly string[]
}

/** A plan, and the sets of equal size that lead to it. */
export interface Combined {
  readonly plan: Plan
  readonly sets: (readonly Choice[])[]
}

/** What such a plan makes. No smaller set makes the same. */
export interface Candidate extends Made, Combined {}

/** The choices of one part that can concern this request at all. */
export function choicesOf(
  deviations: readonly Deviation[],
  part: Part,
  request: ObservedRequest,
  keyring: Keyring,
): Choice[] {
  // §3.4.3: no shared secret plays a part in RSA.
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

/** Adds a change to a plan: what is a list grows, any other slot is replaced. */
export function applyChange(plan: Plan, change: Change): Plan {
  const changed: Record<string, unknown> = { ...plan, ...change }
  for (const slot of LIST_SLOTS) {
    if (slot in change)
      changed[slot] = [...(plan[slot as 'steps'] ?? []), ...change[slot as 'steps']!]
  }
  return changed as unknown as Plan
}

/** Every set of `size` choices that can be made at once, with its plan. */
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
 * The candidates of one part, by how many deviations they take: complete up to two, under another encoding function up
 * to one. Larger sets are made of fewer choices, and are not kept.
 */
export class Variants {
  readonly #base: Plan
  readonly #listChoices: () => readonly Choice[]
  readonly #run: (plan: Plan) => Made
  readonly #plain: Variants | null
  #choices: readonly Choice[] | null = null
  readonly #levels: (readonly Candidate[])[] = []
  readonly #seen = new Set<string>()
  #effective: ReadonlySet<Deviation> = new Set()

  /** @param plain the variants of the same part under the plain encoding function, where `base` has another one */
  constructor(
    base: Plan,
    listChoices: () => readonly Choice[],
    run: (plan: Plan) => Made,
    plain: Variants | null = null,
  ) {
    this.#base = base
    this.#listChoices = listChoices
    this.#run = run
    this.#plain = plain
  }

  /** Those that change the text, alone or together with one other. */
  get effective(): readonly Choice[] {
    this.level(this.#complete)
    const others = new Set(this.#plain?.effective.map(({ deviation }) => deviation))
    return this.#all().filter(
      ({ deviation }) => this.#effective.has(deviation) || others.has(deviation),
    )
  }

  /** Those that change the text alone; of several that do the same, the first. */
  get representatives(): readonly Choice[] {
    this.level(1)
    return this.#levels[1]!.flatMap(({ sets }) => sets[0]!)
  }

  get #complete(): number {
    return this.#plain === null ? 2 : 1
  }

  #all(): readonly Choice[] {
    this.#choices ??= this.#listChoices()
    return this.#choices
  }

  level(size: number, isThorough: boolean = true): Iterable<Candidate> {
    for (let next = this.#levels.length; next <= Math.min(size, this.#complete); next++)
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

/** What cannot be encoded, because a deviation tore it apart, is no candidate. */
function runOrNull(run: (plan: Plan) => Made, plan: Plan): Made | null {
  try {
    return run(plan)
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
}
