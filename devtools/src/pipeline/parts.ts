/** The independent parts of the pipeline under one percent-encoding function, and the base strings that they make. */
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
import { type Made, ParameterRunner, plainText } from './parameter-runner.ts'
import { runKey, runUri, type SigningKey } from './pipeline.ts'
import type { Keyring, Plan } from './plan.ts'

/** What is searched through. */
export interface Space {
  readonly request: ObservedRequest
  readonly keyring: Keyring
  readonly deviations: readonly Deviation[]
}

export type ChoiceSets = readonly (readonly Choice[])[]

export interface Parts {
  /** The deviations of the encoding function that all of these share. */
  readonly sets: ChoiceSets
  readonly plan: Plan
  readonly method: Variants
  readonly uri: Variants
  readonly parameters: Variants
  /** By how many deviations they take. What an assembly does depends on the other texts, so none stands for another. */
  readonly assemblies: (size: number) => Iterable<Combined>
  readonly key: Variants
}

/** @param plain the parts under the plain encoding function, where `plan` has another one */
export function buildParts(
  { request, keyring, deviations }: Space,
  plan: Plan,
  sets: ChoiceSets = [[]],
  plain: Parts | null = null,
): Parts {
  const make = (
    part: 'method' | 'uri' | 'parameters' | 'key',
    run: (changed: Plan) => Made,
  ): Variants =>
    new Variants(plan, () => choicesOf(deviations, part, request, keyring), run, plain?.[part])
  const runner = new ParameterRunner(request, plan)
  const assemblies = choicesOf(deviations, 'assembly', request, keyring)
  return {
    sets,
    plan,
    // Neither method nor URI is encoded before it comes into the base string.
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
  /** The sets of deviations behind it; made on demand. */
  readonly sets: () => ChoiceSets
}

/** Base strings under `size` deviations of assembly, URI, method and parameters together. */
export function* baseStrings(
  parts: Parts,
  size: number,
  isThorough: boolean,
): Iterable<BaseString> {
  for (let ofAssembly = 0; ofAssembly <= size; ofAssembly++) {
    for (const assembly of parts.assemblies(ofAssembly)) {
      for (let ofHead = 0; ofHead <= size - ofAssembly; ofHead++) {
        yield* join(parts, assembly, ofHead, size - ofAssembly - ofHead, isThorough)
      }
    }
  }
}

function* join(
  parts: Parts,
  { plan, sets }: Combined,
  ofHead: number,
  ofParameters: number,
  isThorough: boolean,
): Iterable<BaseString> {
  const heads = headsOf(parts, plan, ofHead)
  if (heads.length === 0) return
  for (const parameters of parts.parameters.level(ofParameters, isThorough)) {
    // Kept with the candidate, which comes by again for each head and each assembly.
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
        sets: () => cross(parts.sets, method.sets, uri.sets, parameters.sets, sets),
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

/** Method and URI, as they stand in the base string. */
function headsOf(parts: Parts, plan: Plan, size: number): readonly Head[] {
  const heads: Head[] = []
  for (let ofUri = 0; ofUri <= size; ofUri++) {
    for (const uri of parts.uri.level(ofUri)) {
      const uriText = respell(plan, plan.encodeUri(uri.text))
      for (const method of parts.method.level(size - ofUri)) {
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

/** Every way of taking one set of each list. */
export function cross(...lists: readonly ChoiceSets[]): ChoiceSets {
  return lists.reduce<ChoiceSets>(
    (sets, list) => sets.flatMap((set) => list.map((more) => [...set, ...more])),
    [[]],
  )
}
