/** The independent parts of the pipeline under one percent-encoding function, and the base strings that they make. */
import { percentEncode } from '../signing/index.ts'
import { type Candidate, type Choice, choicesOf, Variants } from './combine.ts'
import type { Deviation, Part } from './deviation.ts'
import type { ObservedRequest } from './observed-request.ts'
import { type Made, ParameterRunner, plainText } from './parameter-runner.ts'
import { encodeParts, runKey, runParts, runUri, type SigningKey, type Parts as Texts } from './pipeline.ts'
import type { Keyring, Plan } from './plan.ts'

/** What is searched through. */
export interface Space {
  readonly request: ObservedRequest
  readonly ring: Keyring
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
  readonly assembly: Variants
  readonly key: Variants
}

type PartName = 'method' | 'uri' | 'parameters' | 'assembly' | 'key'

/** `like` has no deviation of the encoding function; of what does the same there, one is tried, and nothing idle. */
export function buildParts(
  { request, ring, deviations }: Space,
  plan: Plan,
  sets: ChoiceSets = [[]],
  like?: Parts,
): Parts {
  const make = (part: PartName & Part, run: (changed: Plan) => Made): Variants =>
    new Variants(plan, () => like?.[part].representatives ?? choicesOf(deviations, part, request, ring), run)
  const texts = runParts(plan, request)
  const runner = new ParameterRunner(request, plan)
  return {
    sets,
    plan,
    method: make('method', (changed) => plainText(changed.method(request.method))),
    uri: make('uri', (changed) => plainText(runUri(changed, request))),
    parameters: make('parameters', (changed) => runner.run(changed)),
    assembly: make('assembly', (changed) => plainText(joinParts(changed, encodeParts(changed, texts)))),
    key: make('key', (changed) => plainText(identifyKey(runKey(changed, ring), changed))),
  }
}

const joinParts = ({ assemble }: Plan, { method, uri, parameters }: Texts): string => assemble(method, uri, parameters)

const identifyKey = ({ text }: SigningKey, plan: Plan): string => `${text}\n${plan.keyOctets(text).toString('hex')}`

export interface BaseString {
  readonly text: string
  /** The sets of deviations behind it; made when somebody asks. */
  readonly sets: () => ChoiceSets
}

/** Base strings under `size` deviations of assembly, URI, method and parameters together. */
export function* baseStrings(parts: Parts, size: number, isThorough: boolean): Iterable<BaseString> {
  for (let ofAssembly = 0; ofAssembly <= size; ofAssembly++) {
    for (const assembly of parts.assembly.level(ofAssembly)) {
      for (let ofHead = 0; ofHead <= size - ofAssembly; ofHead++) {
        yield* join(parts, assembly, ofHead, size - ofAssembly - ofHead, isThorough)
      }
    }
  }
}

function* join(
  parts: Parts,
  { plan, sets }: Candidate,
  ofHead: number,
  ofParameters: number,
  isThorough: boolean,
): Iterable<BaseString> {
  const heads = headsOf(parts, plan, ofHead)
  if (heads.length === 0) return
  for (const parameters of parts.parameters.level(ofParameters, isThorough)) {
    // Kept with the candidate, which comes by again for each head and each assembly.
    if (plan.encodeParameters === percentEncode) parameters.encoded ??= percentEncode(parameters.text)
    const encoded = respell(
      plan,
      plan.encodeParameters === percentEncode ? parameters.encoded! : plan.encodeParameters(parameters.text),
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
        heads.push({ methodText: respell(plan, plan.encodeMethod(method.text)), uriText, method, uri })
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
  return lists.reduce<ChoiceSets>((sets, list) => sets.flatMap((set) => list.map((more) => [...set, ...more])), [[]])
}
