/**
 * Makes the parameter string under one plan after another. Plans that follow each other are mostly alike, so what the
 * last one came to is used again as far as the slots are the same.
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
  /** The pairs of the base plan, encoded by it; most of them stay as they are under most deviations. */
  readonly #known = new Map<Pair, EncodedPair>()
  readonly #baseCollected: readonly Pair[]
  #plan: Plan | null = null
  #collected: readonly Pair[] = []
  /** The pairs after each step, the collected ones first. */
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

  /** The encoded pairs, in the order in which they are signed. */
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

  /** The parameter string, and as it stands in the base string by §3.4.1.1 where that costs little. */
  run(plan: Plan): Made {
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

/** What a part of the pipeline comes to; for parameters also as the plain plan encodes them into the base string. */
export interface Made {
  readonly text: string
  encoded: string | null
}

export const plainText = (text: string): Made => ({ text, encoded: null })

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
