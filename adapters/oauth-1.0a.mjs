// npm oauth-1.0a, called as its README does: authorize({ url, method, data }, token), then toHeader. The hash function
// is the caller's, and shows the base string. Nonce and timestamp come through getNonce and getTimeStamp; callback,
// verifier and further parameters go into data, as its maintainer advises; a form body is parsed by node:querystring.
import { createHmac } from 'node:crypto'
import OAuth from 'oauth-1.0a'
import { baseStringOf, expectFields, serve } from './lib/protocol.mjs'
import { extraParameters, parameterObject } from './lib/request.mjs'

const hashes = {
  'HMAC-SHA1': (baseString, key) => createHmac('sha1', key).update(baseString).digest('base64'),
  'HMAC-SHA256': (baseString, key) => createHmac('sha256', key).update(baseString).digest('base64'),
  PLAINTEXT: (baseString, key) => key,
}

const bare = new OAuth({ consumer: { key: '', secret: '' } })

function sign(input) {
  expectFields(input, { always: ['nonce', 'timestamp', 'version'] })
  const { credentials, signatureMethod } = input
  let signatureBaseString
  const oauth = new OAuth({
    consumer: { key: credentials.consumerKey, secret: credentials.consumerSecret },
    signature_method: signatureMethod,
    realm: input.realm ?? undefined,
    hash_function(baseString, key) {
      signatureBaseString = baseString
      return hashes[signatureMethod](baseString, key)
    },
  })
  oauth.getNonce = () => input.nonce
  oauth.getTimeStamp = () => input.timestamp
  const token = {
    key: credentials.token ?? undefined,
    secret: credentials.tokenSecret ?? undefined,
  }
  const request = { url: input.url, method: input.method, data: extraParameters(input) }
  const authorized = oauth.authorize(request, token)
  const authorizationHeader = oauth.toHeader(authorized).Authorization
  return { signature: authorized.oauth_signature, signatureBaseString, authorizationHeader }
}

await serve({
  name: 'oauth-1.0a',
  homepage: 'https://github.com/ddo/oauth-1.0a',
  methods: Object.keys(hashes),
  operations: {
    percentEncode: ({ text }) => ({ encoded: bare.percentEncode(text) }),
    baseStringUri: ({ url }) => ({ baseStringUri: bare.getBaseUrl(url) }),
    normalizeParameters: ({ parameters }) => ({
      normalizedParameters: bare.getParameterString(
        { url: '', data: parameterObject(parameters) },
        {},
      ),
    }),
    signatureBaseString: baseStringOf(sign),
    sign,
  },
})
