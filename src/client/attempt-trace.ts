/** A trace that can be shown to anybody: the core's has no key in it, but the request's parameters. */
import {
  decodeFormText, normalizeParameters, type RequestParameter, signatureBaseString, type SignedRequest, type Trace,
} from '../signing/index.ts'

/** Parameters whose values are secrets, and belong to one request alone: a password of xAuth among them. */
const SECRET_NAMES = ['oauth_verifier', 'oauth_session_handle', 'x_auth_password']
const MASK = 'hidden'

/** The trace of a signed request, in which those values read `hidden`, and all else is as it was signed. */
export function maskTrace({ method, trace }: SignedRequest): Trace {
  if (!trace.parameters.some(isSecret)) return trace
  const parameters = trace.parameters.map((parameter): RequestParameter => {
    const { source, raw, name, encodedName } = parameter
    if (!isSecret(parameter)) return parameter
    return { source, raw: raw && [raw[0], MASK], name, value: MASK, encodedName, encodedValue: MASK }
  })
  const normalizedParameters = normalizeParameters(parameters.map(({ name, value }) => [name, value]))
  return {
    ...trace,
    url: trace.url.replace(/(^[^?]*\?|&)([^=&#]*)=[^&#]*/g, (pair, before: string, name: string) =>
      SECRET_NAMES.includes(String(decodeFormText(name))) ? `${before}${name}=${MASK}` : pair),
    parameters,
    normalizedParameters,
    signatureBaseString: signatureBaseString(method.toUpperCase(), trace.baseStringUri, normalizedParameters),
  }
}

const isSecret = ({ name }: RequestParameter): boolean => SECRET_NAMES.includes(String(name))
