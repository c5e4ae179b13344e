// npm oauth-sign, which takes the URL without its query and every parameter parsed. Its usual companion, `request`,
// does that with node:url and node:querystring, and so does lib/request.mjs. It builds no header.
import oauthSign from 'oauth-sign'
import { serve } from './lib/protocol.mjs'
import { parsedRequest } from './lib/request.mjs'

function signatureBaseString(input) {
  const { url, parameters } = parsedRequest(input)
  return { signatureBaseString: oauthSign.generateBase(input.method, url, parameters) }
}

function sign(input) {
  const { url, parameters, sentUrl } = parsedRequest(input)
  const { consumerSecret, privateKey, tokenSecret } = input.credentials
  const secret = input.signatureMethod === 'RSA-SHA1' ? privateKey : consumerSecret
  const signature = oauthSign.sign(
    input.signatureMethod,
    input.method,
    url,
    parameters,
    secret,
    tokenSecret,
  )
  return { signature, ...signatureBaseString(input), url: sentUrl }
}

await serve({
  name: 'oauth-sign',
  homepage: 'https://github.com/request/oauth-sign',
  methods: ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'],
  operations: {
    percentEncode: ({ text }) => ({ encoded: oauthSign.rfc3986(text) }),
    signatureBaseString,
    sign,
  },
})
