// What a JavaScript user has at hand before calling a signer: the form body, the protocol parameters, and, for the
// signers that take parsed parameters, the parameters as `request`, the usual companion, parses and joins them.
import querystring from 'node:querystring'
import { parse } from 'node:url'
import { Skip } from './protocol.mjs'

/** The body if it is labelled a form (the test `request` makes), else ''. */
export function formBody({ headers, body }) {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (body == null || !type.startsWith('application/x-www-form-urlencoded')) return ''
  if (typeof body !== 'string') throw new Skip('a JavaScript string holds no raw bytes')
  return body
}

/** Decoded pairs as the object that most signers take, an array where a name repeats. */
export function parameterObject(pairs) {
  const object = Object.create(null)
  for (const [name, value] of pairs)
    object[name] = name in object ? [object[name], value].flat() : value
  return { ...object }
}

/** Form body, callback, verifier and further parameters in one object, as the signers with no option for them want. */
export function extraParameters(input) {
  const parameters = {
    ...querystring.parse(formBody(input)),
    ...parameterObject(input.extra ?? []),
  }
  if (input.callback != null) parameters.oauth_callback = input.callback
  if (input.verifier != null) parameters.oauth_verifier = input.verifier
  return parameters
}

/** The oauth_ parameters to send but for the signature, as pairs. */
export function protocolParameters(input) {
  const { credentials, signatureMethod, nonce, timestamp, version, callback, verifier, extra } =
    input
  const pairs = [
    ['oauth_consumer_key', credentials.consumerKey],
    ['oauth_token', credentials.token],
    ['oauth_signature_method', signatureMethod],
    ['oauth_timestamp', timestamp],
    ['oauth_nonce', nonce],
    ['oauth_version', version],
    ['oauth_callback', callback],
    ['oauth_verifier', verifier],
    ...(extra ?? []),
  ]
  return pairs.filter(([, value]) => value != null)
}

/** The URL without its query and every parameter, as `request` gives them to oauth-sign, and the URL it then sends. */
export function parsedRequest(input) {
  const uri = parse(input.url)
  const protocol = querystring.stringify(parameterObject(protocolParameters(input)))
  return {
    url: `${uri.protocol}//${uri.host}${uri.pathname}`,
    parameters: { ...querystring.parse([uri.query, formBody(input), protocol].join('&')) },
    sentUrl: `${uri.protocol}//${uri.host}${uri.path}`,
  }
}
