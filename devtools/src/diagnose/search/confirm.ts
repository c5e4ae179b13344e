/** Confirms each hit of the search by signing again from the start, and puts the likelier ones first. */
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
import { openDigest } from './targets.ts'

/** What the search is to arrive at. */
export type Wanted =
  | { readonly kind: 'signature'; readonly wanted: string; readonly publicKey: KeyObject | null }
  | {
      readonly kind: 'base-string'
      readonly wanted: string
      /** Where only a part of it was seen in a signer, what can be wrong in it. */
      readonly parts?: readonly Part[]
    }

/** Sets of deviations that were confirmed, each with its base string; likelier ones first. */
export type Found = readonly {
  readonly set: readonly Choice[]
  readonly baseString: string | null
}[]

/** Only what signs to the same bytes again is a finding. */
export function confirm(
  goal: Wanted,
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
  goal: Wanted,
  plan: Plan,
  baseString: string,
  request: ObservedRequest,
  keyring: Keyring,
): boolean {
  if (goal.kind === 'base-string') return baseString === goal.wanted
  if (!isRsaMethod(request.signatureMethod))
    return runSignature(plan, baseString, runKey(plan, keyring)) === goal.wanted
  // The octets of an RSA signature cannot be made here; their spelling can be made again, and the hash in them.
  const key = goal.publicKey
  if (key === null) return false
  const isPlain = plan.wrap.length === 0 && plan.spell === plainPlan(request.signatureMethod).spell
  const digest = plan.mac.compute(runKey(plan, keyring).key, baseString, plan.textEncoding, '')
  return (isPlain ? [goal.wanted] : undone(goal.wanted, plan))
    .filter(isBase64)
    .some((text) => openDigest(text, key)?.equals(digest))
}

/** Node reads base64 leniently; another spelling is a deviation of its own. */
const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

/** The base64 text out of which a plan's output makes the observed one. */
function undone(signature: string, plan: Plan): string[] {
  const all = CATALOGUE.filter(({ part }) => part === 'output').flatMap(
    ({ undo }) => undo?.(signature) ?? [],
  )
  return [
    ...all,
    ...all.flatMap((text) => CATALOGUE.flatMap(({ undo }) => undo?.(text) ?? [])),
  ].filter((text) => runOutput(plan, Buffer.from(text, 'base64')) === signature)
}

/** In sets of three and more, one deviation stood for all that do the same alone: puts the others in its place. */
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
 * Deviations that a signer was seen to make come first, then those that change less, then those that stand earlier in
 * the catalogue.
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
