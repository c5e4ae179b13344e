/** A trace that can be shown: the trace of the signing core holds no key, but the request's parameters. */
import {
  decodeFormText,
  normalizeParameters,
  type RequestParameter,
  signatureBaseString,
  type Trace,
} from '../signing/index.ts'
import { isSecretName } from './secret-names.ts'

/** No encoding changes it, so it reads alike in each stage. */
const MASK = 'hidden'

/** The trace of a request, in which the values under secret names read `hidden`. Everything else is as it was signed. */
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
