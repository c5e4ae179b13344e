/** Runs a plan on a request: method, URI, parameters, base string, key, signature. */
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { ObservedRequest } from '../input/index.ts'
import { ParameterRunner } from './parameter-runner.ts'
import type { Encode, Keyring, Plan, Respell } from './plan.ts'

/** The three parts of a signature base string, before they are encoded for it. */
export interface BaseStringParts {
  readonly method: string
  readonly uri: string
  readonly parameters: string
}

export function runUri(plan: Plan, request: ObservedRequest): string {
  const scheme = plan.scheme(request)
  const { host, port } = plan.authority(request)
  const path = plan.path.reduce((text, change) => change(text), plan.pathOf(request))
  const authority = `${plan.userinfo(request.typed)}${plan.host(host)}${plan.port(port, scheme.toLowerCase())}`
  return `${scheme}://${authority}${path}${plan.tail(request)}`
}

const respell = (text: string, steps: readonly Respell[]): string => {
  for (const step of steps) text = step(text)
  return text
}

export function runParts(plan: Plan, request: ObservedRequest): BaseStringParts {
  return {
    method: plan.method(request.method),
    uri: runUri(plan, request),
    parameters: new ParameterRunner(request, plan).run(plan).text,
  }
}

/** The three parts, encoded for the base string. */
export function encodeParts(
  plan: Plan,
  { method, uri, parameters }: BaseStringParts,
): BaseStringParts {
  return {
    method: respell(plan.encodeMethod(method), plan.respellParts),
    uri: respell(plan.encodeUri(uri), plan.respellParts),
    parameters: respell(plan.encodeParameters(parameters), plan.respellParts),
  }
}

/** The signature base string. §3.4.1.1 */
export function runBaseString(plan: Plan, request: ObservedRequest): string {
  const { method, uri, parameters } = encodeParts(plan, runParts(plan, request))
  return plan.assemble(method, uri, parameters)
}

/** A key as text and as a key object. */
export interface SigningKey {
  readonly text: string
  readonly key: KeyObject
}

/** The key of §3.4.2. */
export function runKey(plan: Plan, keyring: Keyring): SigningKey {
  const [consumer, token] = plan.selectSecrets(keyring)
  const encode: Encode = (text) => respell(plan.encodeSecret(text), plan.respellSecrets)
  const text = plan.joinKey(
    encode(plan.editConsumerSecret(consumer)),
    encode(plan.editTokenSecret(token)),
  )
  return { text, key: createSecretKey(plan.keyOctets(text)) }
}

/** Converts the octets of a signature to text. */
export function runOutput(plan: Plan, digest: Buffer): string {
  return respell(plan.encodeOutput(digest), plan.respellOutput)
}

/** The signature of a base string with shared secrets. §3.4.2, §3.4.4 */
export function runSignature(plan: Plan, baseString: string, { key, text }: SigningKey): string {
  return runOutput(plan, plan.mac.compute(key, baseString, plan.textEncoding, text))
}
