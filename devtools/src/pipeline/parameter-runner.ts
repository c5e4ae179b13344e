/**
 * Computes the parameter string under one plan after another. Consecutive plans are mostly equal,
 * so the runner reuses the results of the last plan as long as the slots are the same.
 */
import { percentEncode } from 'countersign/signing'
import { collectPairs } from './collect.ts'
import type { ObservedRequest } from '../input/index.ts'
import type { Encode, EncodedPair, Pair, Plan } from './plan.ts'
import { joinedPair } from './plain-plan.ts'

type Slot = keyof Plan

const COLLECTING: readonly Slot[] = [
  'query',
  'form',
  'header',
  'split',
  'decodeName',
  'decodeValue',
  'isExcluded',
]
const ENCODING: readonly Slot[] = ['octets', 'encodeName', 'encodeValue']

export class ParameterRunner {
  readonly #request: ObservedRequest
  readonly #base: Plan
  /** The pairs of the base plan, encoded. Most deviations leave most of them unchanged. */
  readonly #known = new Map<Pair, EncodedPair>()
  readonly #baseCollected: readonly Pair[]
  #plan: Plan | null = null
  #collected: readonly Pair[] = []
  /** The pairs after each step. The first item is the collected pairs. */
  #stepped: (readonly Pair[])[] = []
  #encoded: readonly EncodedPair[] = []

  constructor(request: ObservedRequest, base: Plan) {
    this.#request = request
    this.#base = base
    this.#baseCollected = collect(base, request)
    const encode = encoderOf(base)
    for (const pair of this.#baseCollected) {
      const encoded = encodePair(base, pair, encode)
      this.#known.set(pair, { ...encoded, inBaseString: percentEncode(encoded.joined) })
    }
  }

  /** The encoded pairs in the order of the parameter string. */
  arrange(plan: Plan): readonly EncodedPair[] {
    const last = this.#plan
    this.#plan = plan
    const isCollected = last !== null && isSame(plan, last, COLLECTING)
    if (!isCollected)
      this.#collected = isSame(plan, this.#base, COLLECTING)
        ? this.#baseCollected
        : collect(plan, this.#request)
    let done = 0
    while (isCollected && done < plan.steps.length && plan.steps[done] === last.steps[done]) done++
    const isStepped = isCollected && done === plan.steps.length && done === last.steps.length
    this.#stepped = [this.#collected, ...this.#stepped.slice(1, done + 1)]
    for (const step of plan.steps.slice(done))
      this.#stepped.push(step(this.#stepped.at(-1)!, this.#request))
    if (!isStepped || !isSameEncoding(plan, last)) {
      const encode = encoderOf(plan)
      const known = isSameEncoding(plan, this.#base) ? this.#known : null
      this.#encoded = this.#stepped
        .at(-1)!
        .map((pair) => known?.get(pair) ?? encodePair(plan, pair, encode))
    }
    return plan.arrange([...this.#encoded])
  }

  /**
   * The parameter string, and its encoding for the base string (§3.4.1.1) if the pairs have it
   * cached.
   */
  run(plan: Plan): PartText {
    const pairs = this.arrange(plan)
    const text = pairs.map(plan.joinPair).join('&')
    if (
      plan.joinPair !== joinedPair ||
      !isSameEncoding(plan, this.#base) ||
      this.#collected !== this.#baseCollected
    )
      return plainText(text)
    return {
      text,
      encoded: pairs
        .map(({ inBaseString, joined }) => inBaseString ?? percentEncode(joined))
        .join('%26'),
    }
  }
}

/**
 * The text of a part of the pipeline. `encoded` is its plain encoding for the base string, if it is
 * known.
 */
export interface PartText {
  readonly text: string
  encoded: string | null
}

export const plainText = (text: string): PartText => ({ text, encoded: null })

const collect = (plan: Plan, request: ObservedRequest): readonly Pair[] =>
  collectPairs(plan, request).filter((pair) => !plan.isExcluded(pair))

function encoderOf({ octets, respellPairs }: Plan): Encode {
  return (text) => {
    let encoded = percentEncode(octets(text))
    for (const change of respellPairs) encoded = change(encoded)
    return encoded
  }
}

function encodePair(plan: Plan, pair: Pair, encode: Encode): EncodedPair {
  const { source, rawName, rawValue, name, value } = pair
  const [encodedName, encodedValue] = [
    plan.encodeName(pair, encode),
    plan.encodeValue(pair, encode),
  ]
  return {
    source,
    rawName,
    rawValue,
    name,
    value,
    encodedName,
    encodedValue,
    joined: `${encodedName}=${encodedValue}`,
    inBaseString: null,
  }
}

const isSame = (a: Plan, b: Plan, slots: readonly Slot[]): boolean =>
  slots.every((slot) => a[slot] === b[slot])

const isSameEncoding = (a: Plan, b: Plan): boolean =>
  isSame(a, b, ENCODING) && isEqual(a.respellPairs, b.respellPairs)

const isEqual = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index])
