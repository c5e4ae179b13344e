/** Runs the search with increasing set sizes until a set is confirmed. */
import { isRsaMethod } from 'countersign/signing'
import { CATALOGUE, choicesOf, type Keyring } from '../../pipeline/index.ts'
import { confirm, type Found, type SearchGoal, withAlternatives } from './confirm.ts'
import type { ObservedRequest } from '../../input/index.ts'
import { type Effort, Search } from './search.ts'
import { recoverTargets, type Targets, targetsOf } from './targets.ts'

export interface SearchResult {
  readonly found: Found
  readonly effort: Effort
  /** Whether the public key decrypts the RSA signature. `true` for other methods. */
  readonly isKeyRight: boolean
}

/**
 * For a request with more parameters, the search skips deviations that have an effect only in sets
 * of three, and limits sets of three by `MAX_SIGNED_PARAMETERS`.
 */
const THOROUGH_UP_TO = 40
/** The total number of parameters in the signatures for such a request. They take about 8 s. */
const MAX_SIGNED_PARAMETERS = 3_000_000

/**
 * @param maxSignedParameters the limit for sets of three, for a request with more than
 *   `THOROUGH_UP_TO` parameters
 */
export function findDeviations(
  goal: SearchGoal,
  request: ObservedRequest,
  keyring: Keyring,
  most: number,
  maxSignedParameters: number = MAX_SIGNED_PARAMETERS,
): SearchResult {
  const parts = goal.kind === 'base-string' ? goal.parts : undefined
  const deviations = parts ? CATALOGUE.filter(({ part }) => parts.includes(part)) : CATALOGUE
  const count = countParameters(request)
  const isLarge = count > THOROUGH_UP_TO
  const search = new Search(
    { request, keyring, deviations },
    isLarge ? Math.ceil(maxSignedParameters / count) : undefined,
  )
  const outputs = choicesOf(CATALOGUE, 'output', request, keyring)
  const targets: Targets[] = []
  const targetsAt = (size: number): Targets => {
    if (goal.kind === 'base-string') return { texts: new Map(), lengths: new Set() }
    const known = targets[size] ?? targetsOf(goal.wanted, outputs, size)
    targets[size] = known
    return isRsaMethod(request.signatureMethod) && goal.publicKey
      ? recoverTargets(known, goal.publicKey)
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
    const matches = found.length > 0 || isSmall ? found : find(size, true)
    if (matches.length > 0) return { found: matches, effort: search.effort, isKeyRight: true }
  }
  const isKeyRight =
    goal.kind === 'base-string' || [0, 1, 2].some((size) => targetsAt(size).texts.size > 0)
  return { found: [], effort: search.effort, isKeyRight }
}

const countParameters = ({ wire, form, header }: ObservedRequest): number =>
  `${wire.query ?? ''}&${form ?? ''}`.split('&').length + header.length
