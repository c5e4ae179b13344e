/** Runs the search: simplest sets first, until one of them is confirmed. */
import { isRsaMethod } from 'countersign/signing'
import { CATALOGUE, choicesOf, type Keyring } from '../../pipeline/index.ts'
import { confirm, type Found, type Wanted, withAlternatives } from './confirm.ts'
import type { ObservedRequest } from '../../input/index.ts'
import { type Effort, Search } from './search.ts'
import { openTargets, type Targets, targetsOf } from './targets.ts'

export interface SearchResult {
  readonly found: Found
  readonly effort: Effort
  /** Whether an RSA signature could be opened with the public key at all. */
  readonly isOpened: boolean
}

/**
 * A request with more parameters is not searched for what only combinations of three wake, and for three deviations it
 * is searched as far as `MOST_PARAMETERS` go.
 */
const THOROUGH_UP_TO = 40
/** Parameters of all signatures together that are computed for such a request. On a usual machine that takes 8 s. */
const MOST_PARAMETERS = 3_000_000

/** @param mostParameters how many are signed for sets of three, in a request with many of them */
export function findDeviations(
  goal: Wanted,
  request: ObservedRequest,
  keyring: Keyring,
  most: number,
  mostParameters: number = MOST_PARAMETERS,
): SearchResult {
  const parts = goal.kind === 'base-string' ? goal.parts : undefined
  const deviations = parts ? CATALOGUE.filter(({ part }) => parts.includes(part)) : CATALOGUE
  const count = countParameters(request)
  const isLarge = count > THOROUGH_UP_TO
  const search = new Search(
    { request, keyring, deviations },
    isLarge ? Math.ceil(mostParameters / count) : undefined,
  )
  const outputs = choicesOf(CATALOGUE, 'output', request, keyring)
  const targets: Targets[] = []
  const targetsAt = (size: number): Targets => {
    if (goal.kind === 'base-string') return { texts: new Map(), lengths: new Set() }
    const known = targets[size] ?? targetsOf(goal.wanted, outputs, size)
    targets[size] = known
    return isRsaMethod(request.signatureMethod) && goal.publicKey
      ? openTargets(known, goal.publicKey)
      : known
  }
  const find = (size: number, isThorough: boolean): Found => {
    const sets =
      goal.kind === 'signature'
        ? search.findSignature(size, targetsAt, isThorough)
        : search.findBaseString(size, goal.wanted)
    return confirm(goal, withAlternatives(sets, request, keyring), request, keyring)
  }
  for (let size = 0; size <= most; size++) {
    const found = find(size, false)
    const isSmall = size < 3 || isLarge || goal.kind === 'base-string'
    const deeper = found.length > 0 || isSmall ? found : find(size, true)
    if (deeper.length > 0) return { found: deeper, effort: search.effort, isOpened: true }
  }
  const isOpened =
    goal.kind === 'base-string' || [0, 1, 2].some((size) => targetsAt(size).texts.size > 0)
  return { found: [], effort: search.effort, isOpened }
}

const countParameters = ({ wire, form, header }: ObservedRequest): number =>
  `${wire.query ?? ''}&${form ?? ''}`.split('&').length + header.length
