/**
 * The independent parts of the pipeline under one percent-encoding function, and the base strings
 * they produce.
 */
import { percentEncode } from 'countersign/signing'
import {
  type Candidate,
  type Choice,
  choicesOf,
  combine,
  type Combined,
  Variants,
} from './combine.ts'
import type { Deviation } from './deviation.ts'
import type { ObservedRequest } from '../input/index.ts'
import { ParameterRunner, type PartText, plainText } from './parameter-runner.ts'
import { runKey, runUri, type SigningKey } from './pipeline.ts'
import type { Keyring, Plan } from './plan.ts'

/** The request, the secrets and the deviations that a search combines. */
export interface SearchSpace {
  readonly request: ObservedRequest
  readonly keyring: Keyring
  readonly deviations: readonly Deviation[]
}

export type ChoiceSets = readonly (readonly Choice[])[]

export interface Parts {
  /** The sets of encoding-function deviations that all parts share. */
  readonly sets: ChoiceSets
  readonly plan: Plan
  readonly method: Variants
  readonly uri: Variants
  readonly parameters: Variants
  /**
   * The assemblies with `size` deviations. Their effect depends on the other parts, so equal ones
   * are not merged.
   */
  readonly assemblies: (size: number) => Iterable<Combined>
  readonly key: Variants
}

/** @param plain the parts under the plain encoding function, if `plan` has a deviating one */
export function buildParts(
  { request, keyring, deviations }: SearchSpace,
  plan: Plan,
  sets: ChoiceSets = [[]],
  plain: Parts | null = null,
): Parts {
  const make = (
    part: 'method' | 'uri' | 'parameters' | 'key',
    run: (changed: Plan) => PartText,
  ): Variants =>
    new Variants(plan, () => choicesOf(deviations, part, request, keyring), run, plain?.[part])
  const runner = new ParameterRunner(request, plan)
  const assemblies = choicesOf(deviations, 'assembly', request, keyring)
  return {
    sets,
    plan,
    // The encoding function does not affect the method and the URI before the assembly.
    method: plain?.method ?? make('method', (changed) => plainText(changed.method(request.method))),
    uri: plain?.uri ?? make('uri', (changed) => plainText(runUri(changed, request))),
    parameters: make('parameters', (changed) => runner.run(changed)),
    assemblies: (size) => combine(assemblies, plan, size),
    key: make('key', (changed) => plainText(identifyKey(runKey(changed, keyring), changed))),
  }
}

const identifyKey = ({ text }: SigningKey, plan: Plan): string =>
  `${text}\n${plan.keyOctets(text).toString('hex')}`

export interface BaseString {
  readonly text: string
  /** Computes the sets of deviations that produce the text. */
  readonly sets: () => ChoiceSets
}

/** The base strings with `size` deviations of assembly, URI, method and parameters in total. */
export function* baseStrings(
  parts: Parts,
  size: number,
  isThorough: boolean,
): Iterable<BaseString> {
  for (let assemblySize = 0; assemblySize <= size; assemblySize++) {
    for (const assembly of parts.assemblies(assemblySize)) {
      for (let headSize = 0; headSize <= size - assemblySize; headSize++) {
        yield* join(parts, assembly, headSize, size - assemblySize - headSize, isThorough)
      }
    }
  }
}

function* join(
  parts: Parts,
  { plan, sets }: Combined,
  headSize: number,
  parametersSize: number,
  isThorough: boolean,
): Iterable<BaseString> {
  const heads = headsOf(parts, plan, headSize)
  if (heads.length === 0) return
  for (const parameters of parts.parameters.level(parametersSize, isThorough)) {
    // Cached on the candidate, which occurs again for each head and each assembly.
    if (plan.encodeParameters === percentEncode)
      parameters.encoded ??= percentEncode(parameters.text)
    const encoded = respell(
      plan,
      plan.encodeParameters === percentEncode
        ? parameters.encoded!
        : plan.encodeParameters(parameters.text),
    )
    for (const { methodText, uriText, method, uri } of heads) {
      yield {
        text: plan.assemble(methodText, uriText, encoded),
        sets: () => crossProduct(parts.sets, method.sets, uri.sets, parameters.sets, sets),
      }
    }
  }
}

interface Head {
  readonly methodText: string
  readonly uriText: string
  readonly method: Candidate
  readonly uri: Candidate
}

/** The method and the URI, encoded for the base string. */
function headsOf(parts: Parts, plan: Plan, size: number): readonly Head[] {
  const heads: Head[] = []
  for (let uriSize = 0; uriSize <= size; uriSize++) {
    for (const uri of parts.uri.level(uriSize)) {
      const uriText = respell(plan, plan.encodeUri(uri.text))
      for (const method of parts.method.level(size - uriSize)) {
        heads.push({
          methodText: respell(plan, plan.encodeMethod(method.text)),
          uriText,
          method,
          uri,
        })
      }
    }
  }
  return heads
}

function respell(plan: Plan, text: string): string {
  for (const change of plan.respellParts) text = change(text)
  return text
}

/** The Cartesian product: one set of each list, merged. */
export function crossProduct(...lists: readonly ChoiceSets[]): ChoiceSets {
  return lists.reduce<ChoiceSets>(
    (sets, list) => sets.flatMap((set) => list.map((more) => [...set, ...more])),
    [[]],
  )
}
