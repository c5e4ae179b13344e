// npm oauth-signature, which takes every parameter parsed: lib/request.mjs parses them as `request` does, but the URL
// is given whole, since generate drops its query itself. It builds no header.
import oauthSignature from 'oauth-signature'
import { serve } from './lib/protocol.mjs'
import { parameterObject, parsedRequest } from './lib/request.mjs'

const { ParametersElement, ParametersLoader, Rfc3986, SignatureBaseString, UrlElement } =
  oauthSignature

function signatureBaseString(input) {
  const { parameters } = parsedRequest(input)
  return {
    signatureBaseString: new SignatureBaseString(input.method, input.url, parameters).generate(),
  }
}

function sign(input) {
  const { consumerSecret, tokenSecret } = input.credentials
  const { parameters } = parsedRequest(input)
  const signature = oauthSignature.generate(
    input.method,
    input.url,
    parameters,
    consumerSecret,
    tokenSecret ?? '',
    {
      encodeSignature: false,
    },
  )
  return { signature, ...signatureBaseString(input) }
}

await serve({
  name: 'oauth-signature',
  homepage: 'https://github.com/bettiolo/oauth-signature-js',
  methods: ['HMAC-SHA1'],
  operations: {
    percentEncode: ({ text }) => ({ encoded: new Rfc3986().encode(text) }),
    baseStringUri: ({ url }) => ({ baseStringUri: new UrlElement(url).get() }),
    normalizeParameters: ({ parameters }) => ({
      normalizedParameters: new ParametersElement(
        new ParametersLoader(parameterObject(parameters)).get(),
      ).get(),
    }),
    signatureBaseString,
    sign,
  },
})
