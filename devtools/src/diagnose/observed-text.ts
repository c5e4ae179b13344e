/**
 * Finds the deviations behind a text that an implementation computed, for the conformance suite.
 */
import {
  type ObservedRequest,
  observeRequest,
  type ProtocolRequest,
  type ProtocolText,
  publicKeyOf,
  toPairs,
} from '../input/index.ts'
import {
  type Deviation,
  encodeParts,
  type Keyring,
  keyringOf,
  type Part,
  type BaseStringParts,
  plainPlan,
  runParts,
} from '../pipeline/index.ts'
import type { SearchGoal } from './search/confirm.ts'
import { findDeviations } from './search/find.ts'
import { observeProtocolRequest } from './protocol.ts'

export type ObservedText = { readonly text: string } & (
  | { readonly kind: 'signature' | 'base-string'; readonly request: ProtocolRequest }
  | { readonly kind: 'base-string-uri'; readonly url: string }
  | { readonly kind: 'encoded'; readonly value: ProtocolText }
  | {
      readonly kind: 'normalized-parameters'
      readonly parameters: readonly (readonly [name: ProtocolText, value: ProtocolText])[]
    }
)

/**
 * The sets of deviations that produce exactly this text, the likeliest first. One empty set means
 * that the text is correct. No set means that no known deviation produces it.
 *
 * @param most the largest number of combined deviations
 * @throws CountersignError `invalid-url`, `unusable-key`
 */
export function deviationsBehind(
  observed: ObservedText,
  most: number,
): readonly (readonly Deviation[])[] {
  const { goal, request, keyring } = searchFor(observed)
  return findDeviations(goal, request, keyring, most).found.map(({ set }) =>
    set.map(({ deviation }) => deviation),
  )
}

interface SearchTask {
  readonly goal: SearchGoal
  readonly request: ObservedRequest
  readonly keyring: Keyring
}

function searchFor(observed: ObservedText): SearchTask {
  const { kind, text } = observed
  if (kind === 'base-string-uri')
    return withPart(observeRequest({ method: 'GET', url: observed.url }), { uri: text }, ['uri'])
  if (kind === 'encoded')
    return withPart(requestWith([['', observed.value]]), { parameters: `=${text}` }, ['encoder'])
  if (kind === 'normalized-parameters')
    return withPart(requestWith(observed.parameters), { parameters: text }, [
      'parameters',
      'encoder',
    ])
  const { credentials } = observed.request
  const request = observeProtocolRequest({
    ...observed.request,
    signature: kind === 'signature' ? text : '',
  })
  const keyring = keyringOf(credentials)
  if (kind === 'base-string') return { goal: { kind, wanted: text }, request, keyring }
  return { goal: { kind, wanted: text, publicKey: publicKeyOf(credentials) }, request, keyring }
}

function requestWith(
  parameters: readonly (readonly [ProtocolText, ProtocolText])[],
): ObservedRequest {
  return observeRequest({
    method: 'GET',
    url: 'http://example.com/',
    protocol: toPairs(parameters),
  })
}

/** Completes an observed part of the base string with the other parts of the plain plan. */
function withPart(
  request: ObservedRequest,
  part: Partial<BaseStringParts>,
  parts: readonly Part[],
): SearchTask {
  const plan = plainPlan(request.signatureMethod)
  const { method, uri, parameters } = encodeParts(plan, { ...runParts(plan, request), ...part })
  return {
    goal: { kind: 'base-string', wanted: plan.assemble(method, uri, parameters), parts },
    request,
    keyring: keyringOf({}),
  }
}
