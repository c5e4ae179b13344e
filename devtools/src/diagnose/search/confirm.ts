/**
 * Confirms each match of the search by running its complete plan, and sorts the matches by
 * likelihood.
 */
import { isRsaMethod } from 'countersign/signing'
import type { KeyObject } from 'node:crypto'
import {
  CATALOGUE,
  type Choice,
  type ChoiceSets,
  choicesOf,
  type Keyring,
  type Part,
  plainPlan,
  type Plan,
  planOf,
  runBaseString,
  runKey,
  runOutput,
  runSignature,
} from '../../pipeline/index.ts'
import type { ObservedRequest } from '../../input/index.ts'
import { recoverDigest } from './targets.ts'

/** The text that the search looks for. */
export type SearchGoal =
  | { readonly kind: 'signature'; readonly wanted: string; readonly publicKey: KeyObject | null }
  | {
      readonly kind: 'base-string'
      readonly wanted: string
      /**
       * The parts that may deviate, if only a part of the base string was observed. Defaults to
       * all.
       */
      readonly parts?: readonly Part[]
    }

/** Confirmed sets of deviations with their base strings, the likeliest first. */
export type Found = readonly {
  readonly set: readonly Choice[]
  readonly baseString: string | null
}[]

/** Keeps the sets that produce exactly the goal. */
export function confirm(
  goal: SearchGoal,
  sets: ChoiceSets,
  request: ObservedRequest,
  keyring: Keyring,
): Found {
  const plain = plainPlan(request.signatureMethod)
  const confirmed = new Map<string, { set: readonly Choice[]; baseString: string | null }>()
  for (const set of sets) {
    const plan = planOf(plain, set)
    const baseString = runBaseString(plan, request)
    if (!isReached(goal, plan, baseString, request, keyring)) continue
    confirmed.set(
      set
        .map(({ deviation }) => deviation.name)
        .sort()
        .join(),
      { set, baseString: plan.mac.length === null ? null : baseString },
    )
  }
  return [...confirmed.values()].sort((a, b) => unlikelihood(a.set) - unlikelihood(b.set))
}

function isReached(
  goal: SearchGoal,
  plan: Plan,
  baseString: string,
  request: ObservedRequest,
  keyring: Keyring,
): boolean {
  if (goal.kind === 'base-string') return baseString === goal.wanted
  if (!isRsaMethod(request.signatureMethod))
    return runSignature(plan, baseString, runKey(plan, keyring)) === goal.wanted
  // An RSA signature cannot be computed without the private key. Its hash and its text encoding can
  // be compared.
  const key = goal.publicKey
  if (key === null) return false
  const isPlain =
    plan.respellOutput.length === 0 &&
    plan.encodeOutput === plainPlan(request.signatureMethod).encodeOutput
  const digest = plan.mac.compute(runKey(plan, keyring).key, baseString, plan.textEncoding, '')
  return (isPlain ? [goal.wanted] : undoOutput(goal.wanted, plan))
    .filter(isBase64)
    .some((text) => recoverDigest(text, key)?.equals(digest))
}

/** Node decodes base64 leniently. Here a non-canonical text is a deviation. */
const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

/** The base64 texts that the output of a plan converts to the observed signature. */
function undoOutput(signature: string, plan: Plan): string[] {
  const all = CATALOGUE.filter(({ part }) => part === 'output').flatMap(
    ({ undo }) => undo?.(signature) ?? [],
  )
  return [
    ...all,
    ...all.flatMap((text) => CATALOGUE.flatMap(({ undo }) => undo?.(text) ?? [])),
  ].filter((text) => runOutput(plan, Buffer.from(text, 'base64')) === signature)
}

/**
 * The search represents equivalent deviations by one in sets of three and more. Adds the sets with
 * the others.
 */
export function withAlternatives(
  sets: ChoiceSets,
  request: ObservedRequest,
  keyring: Keyring,
): ChoiceSets {
  return sets.flatMap((set) =>
    set.length < 3
      ? [set]
      : [
          set,
          ...set.flatMap((choice, index) =>
            choicesOf(CATALOGUE, choice.deviation.part, request, keyring)
              .filter(({ deviation }) => !set.some((other) => other.deviation === deviation))
              .map((other) => set.with(index, other)),
          ),
        ],
  )
}

/**
 * Prefers deviations that were seen in an implementation, then deviations that change fewer slots,
 * then deviations that come earlier in the catalogue.
 */
function unlikelihood(set: readonly Choice[]): number {
  return set.reduce(
    (sum, { deviation, change }) =>
      sum +
      (deviation.seen.length > 0 ? 0 : 1) +
      (deviation.isOpen ? 0.5 : 0) +
      CATALOGUE.indexOf(deviation) / 1000 +
      Object.keys(change).length / 10,
    0,
  )
}
