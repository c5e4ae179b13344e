// npm node-oauth1, the signer inside Postman: a message { method, action, parameters } is signed against an accessor
// with the secrets. The action is the whole URL, whose query the library decodes, as it decodes the form body.
import OAuth from 'node-oauth1'
import { serve } from './lib/protocol.mjs'
import { formBody, protocolParameters } from './lib/request.mjs'

const message = (input) => ({
  method: input.method,
  action: input.url,
  parameters: [...protocolParameters(input), ...OAuth.decodeForm(formBody(input))],
})

const signatureBaseString = (input) => ({
  signatureBaseString: OAuth.SignatureMethod.getBaseString(message(input)),
})

function sign(input) {
  const { consumerSecret, privateKey, tokenSecret } = input.credentials
  const signed = message(input)
  const signature = OAuth.SignatureMethod.sign(signed, { consumerSecret, privateKey, tokenSecret })
  const authorizationHeader = OAuth.getAuthorizationHeader(input.realm, signed.parameters)
  return { signature, ...signatureBaseString(input), authorizationHeader }
}

await serve({
  name: 'node-oauth1',
  homepage: 'https://github.com/czardoz/node-oauth1',
  methods: [
    'HMAC-SHA1',
    'HMAC-SHA256',
    'HMAC-SHA512',
    'RSA-SHA1',
    'RSA-SHA256',
    'RSA-SHA512',
    'PLAINTEXT',
  ],
  operations: {
    percentEncode: ({ text }) => ({ encoded: OAuth.percentEncode(text) }),
    baseStringUri: ({ url }) => ({ baseStringUri: OAuth.SignatureMethod.normalizeUrl(url) }),
    normalizeParameters: ({ parameters }) => ({
      normalizedParameters: OAuth.SignatureMethod.normalizeParameters(parameters),
    }),
    signatureBaseString,
    sign,
  },
})
