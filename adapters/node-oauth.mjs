// npm oauth ("node-oauth"), through _performSecureRequest, which get, post, put, delete and the token steps all call,
// with _createClient replaced so that nothing is sent. Nonce, timestamp and signature are overridden or watched on the
// object, as its own tests do. A form body goes in parsed, by node:querystring: a string would not be signed at all.
import oauth from 'oauth'
import { baseStringOf, expectFields, serve } from './lib/protocol.mjs'
import { extraParameters, parameterObject } from './lib/request.mjs'

const bare = new oauth.OAuth(null, null, '', '', '1.0', null, 'PLAINTEXT')

function sign(input) {
  expectFields(input, { always: ['nonce', 'timestamp', 'version'], never: ['realm'] })
  const { consumerKey, consumerSecret, privateKey, token, tokenSecret } = input.credentials
  const secret = input.signatureMethod === 'RSA-SHA1' ? privateKey : consumerSecret
  const client = new oauth.OAuth(
    null,
    null,
    consumerKey,
    secret,
    input.version,
    null,
    input.signatureMethod,
  )
  const seen = {}
  client._getNonce = () => input.nonce
  client._getTimestamp = () => input.timestamp
  client._createSignature = (baseString, ...rest) => {
    seen.signatureBaseString = baseString
    seen.signature = bare._createSignature.call(client, baseString, ...rest)
    return seen.signature
  }
  client._createClient = (port, host, method, path, headers, secure) => {
    seen.authorizationHeader = headers.Authorization
    seen.url = `${secure ? 'https' : 'http'}://${headers.Host}${path}`
    return { write() {} }
  }
  client._performSecureRequest(
    token,
    tokenSecret ?? undefined,
    input.method,
    input.url,
    extraParameters(input),
  )
  return seen
}

await serve({
  name: 'oauth',
  homepage: 'https://github.com/ciaranj/node-oauth',
  methods: ['HMAC-SHA1', 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT'],
  operations: {
    percentEncode: ({ text }) => ({ encoded: bare._encodeData(text) }),
    baseStringUri: ({ url }) => ({ baseStringUri: bare._normalizeUrl(url) }),
    normalizeParameters: ({ parameters }) => ({
      normalizedParameters: bare._normaliseRequestParams(parameterObject(parameters)),
    }),
    signatureBaseString: baseStringOf(sign),
    sign,
  },
})
