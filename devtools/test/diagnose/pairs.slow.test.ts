// The search finds every compatible pair of deviations, and all pairs with the same signature.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CATALOGUE } from '../../src/pipeline/catalogue/index.ts'
import { type Choice, choicesOf } from '../../src/pipeline/combine.ts'
import { keyringOf } from '../../src/pipeline/index.ts'
import type { Part } from '../../src/pipeline/deviation.ts'
import { runBaseString, runKey, runOutput, runSignature } from '../../src/pipeline/pipeline.ts'
import { plainPlan } from '../../src/pipeline/plain-plan.ts'
import { planOf } from '../../src/pipeline/places.ts'
import { Search } from '../../src/diagnose/search/search.ts'
import { targetsOf } from '../../src/diagnose/search/targets.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import {
  areCompatible,
  type Case,
  deviation,
  forAll,
  ODD_CREDENTIALS,
  ODD_REQUESTS,
} from './support.ts'

const BEFORE_OUTPUT: readonly Part[] = [
  'encoder',
  'method',
  'uri',
  'parameters',
  'assembly',
  'key',
  'hash',
]

const pairsOf = (choices: readonly Choice[]): (readonly [Choice, Choice])[] =>
  choices.flatMap((one, index) =>
    choices
      .slice(index + 1)
      .flatMap((other) => (areCompatible(one, other) ? [[one, other] as const] : [])),
  )

const named = (set: readonly Choice[]): string =>
  set
    .map(({ deviation: { name } }) => name)
    .sort()
    .join(' + ')

/** The signature with a set of deviations. `null` if a resulting text cannot be encoded. */
function signWithSet({ request, credentials }: Case, set: readonly Choice[]): string | null {
  const plan = planOf(plainPlan(request.signatureMethod), set)
  try {
    return runSignature(plan, runBaseString(plan, request), runKey(plan, keyringOf(credentials)))
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
}

/** The pairs for each signature that no smaller set produces. */
function signaturesOfPairs(use: Case): Map<string, Set<string>> {
  const keyring = keyringOf(use.credentials)
  const choices = BEFORE_OUTPUT.flatMap((part) => choicesOf(CATALOGUE, part, use.request, keyring))
  const smaller = new Set([
    signWithSet(use, []),
    ...choices.map((choice) => signWithSet(use, [choice])),
  ])
  const signatures = new Map<string, Set<string>>()
  for (const pair of pairsOf(choices)) {
    const signature = signWithSet(use, pair)
    if (signature === null || smaller.has(signature)) continue
    signatures.set(signature, (signatures.get(signature) ?? new Set()).add(named(pair)))
  }
  return signatures
}

/** The pairs that one search finds for each signature. */
function searchForAll(
  { request, credentials }: Case,
  signatures: Iterable<string>,
): Map<string, Set<string>> {
  // A choice without effect that labels its signature. It takes the place of an output deviation.
  const mark = (signature: string): Choice => ({
    deviation: { ...deviation('hex'), name: signature },
    change: {},
    slots: [],
  })
  const texts = new Map([...signatures].map((signature) => [signature, [[mark(signature)]]]))
  const lengths = new Set([16, 20, 32, 48, 64])
  const search = new Search({ request, keyring: keyringOf(credentials), deviations: CATALOGUE })
  const nothing = { texts: new Map(), lengths }
  const found = new Map<string, Set<string>>()
  for (const set of search.findSignature(
    2,
    (size) => (size === 0 ? { texts, lengths } : nothing),
    false,
  )) {
    const signature = set.at(-1)!.deviation.name
    found.set(signature, (found.get(signature) ?? new Set()).add(named(set.slice(0, -1))))
  }
  return found
}

// Together, these requests have interacting pairs in all parts.
for (const index of [0, 10, 14]) {
  const request = ODD_REQUESTS[index]!
  test(`finds every pair of deviations for ${request.method} ${request.url}`, () => {
    const use = { request, credentials: ODD_CREDENTIALS }
    const signatures = signaturesOfPairs(use)
    assert.ok(signatures.size > 5000, `${signatures.size} signatures`)
    const found = searchForAll(use, signatures.keys())
    const missed = [...signatures].flatMap(([signature, pairs]) => {
      const known = found.get(signature) ?? new Set()
      return [...pairs].filter((pair) => !known.has(pair))
    })
    assert.deepEqual(missed, [])
  })
}

test('undoes every output deviation and every pair of output deviations', () => {
  const outputs = choicesOf(CATALOGUE, 'output', ODD_REQUESTS[0]!, keyringOf(ODD_CREDENTIALS))
  forAll(64, 20, (random) => {
    const octets = Buffer.from(
      Array.from({ length: random.pick([20, 32, 64, 256]) }, () => random.below(256)),
    )
    const write = (set: readonly Choice[]): string =>
      runOutput(planOf(plainPlan('HMAC-SHA1'), set), octets)
    const smaller = new Set([write([])])
    for (const sets of [outputs.map((choice) => [choice]), pairsOf(outputs)]) {
      for (const set of sets.filter((each) => !smaller.has(write(each)))) {
        const undone =
          targetsOf(write(set), outputs, set.length).texts.get(octets.toString('base64')) ?? []
        assert.ok(undone.map(named).includes(named(set)), `${named(set)}: ${write(set)}`)
      }
      for (const set of sets) smaller.add(write(set))
    }
  })
})
