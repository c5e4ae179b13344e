/** Runs the search, simplest sets first, and confirms each hit by signing again from the start. */
import type { KeyObject } from 'node:crypto'
import { CATALOGUE } from './catalogue/index.ts'
import { type Choice, choicesOf } from './combine.ts'
import type { ObservedRequest } from './observed-request.ts'
import type { ChoiceSets } from './parts.ts'
import { runBaseString, runKey, runOutput, runSignature } from './pipeline.ts'
import { planOf } from './places.ts'
import type { Keyring, Plan } from './plan.ts'
import { rfcPlan } from './rfc-plan.ts'
import { type Effort, Search } from './search.ts'
import { openTargets, type Targets, targetsOf, verifiesRsa } from './targets.ts'

export type Wanted =
  | { readonly kind: 'signature'; readonly wanted: string; readonly publicKey: KeyObject | null }
  | { readonly kind: 'base-string'; readonly wanted: string }

/** Sets of deviations that were confirmed, each with its base string; likelier ones first. */
export type Found = readonly { readonly set: readonly Choice[]; readonly baseString: string | null }[]

export interface SearchResult {
  readonly found: Found
  readonly effort: Effort
  /** Whether an RSA signature could be opened with the public key at all. */
  readonly isOpened: boolean
}

/** A request with more parameters than this is not searched for what only combinations of three wake. */
const THOROUGH_UP_TO = 40

export function findDeviations(goal: Wanted, request: ObservedRequest, ring: Keyring, most: number): SearchResult {
  const search = new Search({ request, ring, deviations: CATALOGUE })
  const outputs = choicesOf(CATALOGUE, 'output', request, ring)
  const targets: Targets[] = []
  const targetsAt = (size: number): Targets => {
    if (goal.kind === 'base-string') return { texts: new Map(), lengths: new Set() }
    const known = targets[size] ?? targetsOf(goal.wanted, outputs, size)
    targets[size] = known
    return request.signatureMethod.startsWith('RSA') && goal.publicKey ? openTargets(known, goal.publicKey) : known
  }
  const find = (size: number, isThorough: boolean): Found => {
    const sets =
      goal.kind === 'signature'
        ? search.findSignature(size, targetsAt, isThorough)
        : search.findBaseString(size, goal.wanted)
    return confirm(goal, withAlternatives(sets, request, ring), request, ring)
  }
  for (let size = 0; size <= most; size++) {
    const found = find(size, false)
    const isSmall = size < 3 || countParameters(request) > THOROUGH_UP_TO || goal.kind === 'base-string'
    const deeper = found.length > 0 || isSmall ? found : find(size, true)
    if (deeper.length > 0) return { found: deeper, effort: search.effort, isOpened: true }
  }
  const isOpened = goal.kind === 'base-string' || [0, 1, 2].some((size) => targetsAt(size).texts.size > 0)
  return { found: [], effort: search.effort, isOpened }
}

const countParameters = ({ wire, form, header }: ObservedRequest): number =>
  `${wire.query ?? ''}&${form ?? ''}`.split('&').length + header.length

/** Only what signs to the same bytes again is a finding. */
function confirm(goal: Wanted, sets: ChoiceSets, request: ObservedRequest, ring: Keyring): Found {
  const rfc = rfcPlan(request.signatureMethod)
  const confirmed = new Map<string, { set: readonly Choice[]; baseString: string | null }>()
  for (const set of sets) {
    const plan = planOf(rfc, set)
    const baseString = runBaseString(plan, request)
    if (!isReached(goal, plan, baseString, request, ring)) continue
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

function isReached(goal: Wanted, plan: Plan, baseString: string, request: ObservedRequest, ring: Keyring): boolean {
  if (goal.kind === 'base-string') return baseString === goal.wanted
  if (!request.signatureMethod.startsWith('RSA'))
    return runSignature(plan, baseString, runKey(plan, ring)) === goal.wanted
  // The octets of an RSA signature cannot be made here; their spelling can be made again, and the octets verified.
  const [canonical = ''] =
    plan.wrap.length === 0 && plan.spell === rfcPlan(request.signatureMethod).spell
      ? [goal.wanted]
      : undone(goal.wanted, plan)
  return goal.publicKey !== null && verifiesRsa(baseString, canonical, goal.publicKey)
}

/** The base64 text out of which a plan's output makes the observed one. */
function undone(signature: string, plan: Plan): string[] {
  const all = CATALOGUE.filter(({ part }) => part === 'output').flatMap(({ undo }) => undo?.(signature) ?? [])
  return [...all, ...all.flatMap((text) => CATALOGUE.flatMap(({ undo }) => undo?.(text) ?? []))].filter(
    (text) => runOutput(plan, Buffer.from(text, 'base64')) === signature,
  )
}

/**
 * In larger sets, and in those with another encoding function, one deviation stood for all that do the same alone. The
 * others are put in its place here.
 */
function withAlternatives(sets: ChoiceSets, request: ObservedRequest, ring: Keyring): ChoiceSets {
  const stoodFor = (set: readonly Choice[]): boolean =>
    set.length > 2 || (set.length > 1 && set[0]!.deviation.part === 'encoder')
  return sets.flatMap((set) =>
    !stoodFor(set)
      ? [set]
      : [
          set,
          ...set.flatMap((choice, index) =>
            choicesOf(CATALOGUE, choice.deviation.part, request, ring)
              .filter(({ deviation }) => !set.some((other) => other.deviation === deviation))
              .map((other) => set.with(index, other)),
          ),
        ],
  )
}

/** Deviations that somebody was seen to make come first, then those that stand earlier in the catalogue. */
function unlikelihood(set: readonly Choice[]): number {
  return set.reduce(
    (sum, { deviation }) =>
      sum + CATALOGUE.indexOf(deviation) / 1000 + (deviation.seen.length > 0 ? 0 : 1) + (deviation.isOpen ? 0.5 : 0),
    0,
  )
}
