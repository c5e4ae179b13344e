/**
 * Masks the secret parameters of a trace. A trace holds no key, but it holds the parameters of the
 * request.
 */
import {
  decodeFormText,
  normalizeParameters,
  type RequestParameter,
  signatureBaseString,
  type Trace,
} from '../signing/index.ts'
import { isSecretName } from './secret-names.ts'

/** Percent-encoding does not change this text, so every stage of the trace shows the same mask. */
const MASK = 'hidden'

/**
 * Replaces the value of each parameter with a secret name by `hidden`. All other values stay as
 * they were signed.
 */
export function maskTrace(method: string, trace: Trace): Trace {
  if (!trace.parameters.some(isSecret)) return trace
  const parameters = trace.parameters.map((parameter): RequestParameter => {
    const { source, raw, name, encodedName } = parameter
    if (!isSecret(parameter)) return parameter
    return {
      source,
      raw: raw && [raw[0], MASK],
      name,
      value: MASK,
      encodedName,
      encodedValue: MASK,
    }
  })
  const normalizedParameters = normalizeParameters(
    parameters.map(({ name, value }) => [name, value]),
  )
  return {
    ...trace,
    url: trace.url.replace(/(?<=[?&])[^&#]+/g, maskPair),
    parameters,
    normalizedParameters,
    signatureBaseString: signatureBaseString(
      method.toUpperCase(),
      trace.baseStringUri,
      normalizedParameters,
    ),
  }
}

function maskPair(pair: string): string {
  const name = pair.replace(/=.*/s, '')
  return name !== pair && isSecretName(String(decodeFormText(name))) ? `${name}=${MASK}` : pair
}

const isSecret = ({ name }: RequestParameter): boolean => isSecretName(String(name))
