// npm mastercard-oauth1-signer, through getAuthorizationHeader(uri, method, payload, consumerKey, signingKey). It signs
// for Mastercard only: always an oauth_body_hash, which no vector asks for and getOAuthParams is overridden to leave
// out; never a token; a form body hashed, not collected. The base string is watched, nonce and timestamp overridden.
import OAuth from 'mastercard-oauth1-signer'
import { Skip, baseStringOf, expectFields, serve } from './lib/protocol.mjs'
import { formBody } from './lib/request.mjs'

const { getOAuthParams, signSignatureBaseString } = OAuth

function sign(input) {
  expectFields(input, {
    always: ['nonce', 'timestamp', 'version'],
    never: ['realm', 'callback', 'verifier', 'extra'],
  })
  const { consumerKey, privateKey, token } = input.credentials
  if (token != null) throw new Skip('cannot send a token')
  if (formBody(input) !== '') throw new Skip('hashes a form body instead of collecting it')
  const seen = {}
  OAuth.getNonce = () => input.nonce
  OAuth.getTimestamp = () => input.timestamp
  OAuth.getOAuthParams = (...args) => {
    const parameters = getOAuthParams.apply(OAuth, args)
    parameters.delete('oauth_body_hash')
    return parameters
  }
  OAuth.signSignatureBaseString = (baseString, ...rest) => {
    seen.signatureBaseString = baseString
    seen.signature = signSignatureBaseString.call(OAuth, baseString, ...rest)
    return seen.signature
  }
  seen.authorizationHeader = OAuth.getAuthorizationHeader(
    input.url,
    input.method,
    null,
    consumerKey,
    privateKey,
  )
  return seen
}

await serve({
  name: 'mastercard-oauth1-signer',
  homepage: 'https://github.com/Mastercard/oauth1-signer-nodejs',
  methods: ['RSA-SHA256'],
  operations: {
    baseStringUri: ({ url }) => ({ baseStringUri: OAuth.getBaseUriString(url) }),
    signatureBaseString: baseStringOf(sign),
    sign,
  },
})
