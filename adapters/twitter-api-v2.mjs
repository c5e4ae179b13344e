// npm twitter-api-v2, through the client's get, post, put, patch and delete. A plugin keeps the request that was made
// and stops it before it is sent; the signer's nonce, timestamp and hash are overridden or watched on its prototype.
import { TwitterApi } from 'twitter-api-v2'
import { OAuth1Helper } from 'twitter-api-v2/dist/cjs/client-mixins/oauth1.helper.js'
import { Skip, baseStringOf, expectFields, serve } from './lib/protocol.mjs'
import { extraParameters, formBody } from './lib/request.mjs'

const stopped = new Error('stopped before sending')
const signWith = OAuth1Helper.prototype.hash

async function sign(input) {
  expectFields(input, {
    always: ['nonce', 'timestamp', 'version'],
    never: ['realm', 'callback', 'verifier', 'extra'],
  })
  const { consumerKey, consumerSecret, token, tokenSecret } = input.credentials
  if (!token !== !tokenSecret)
    throw new Skip('drops a token without a secret, and a secret without a token')
  const seen = {}
  OAuth1Helper.prototype.getNonce = () => input.nonce
  OAuth1Helper.prototype.getTimestamp = () => input.timestamp
  OAuth1Helper.prototype.hash = (baseString, key) => {
    seen.signatureBaseString = baseString
    seen.signature = signWith(baseString, key)
    return seen.signature
  }
  const plugin = {
    onBeforeRequest({ computedParams }) {
      seen.authorizationHeader = computedParams.headers.Authorization
      seen.url = computedParams.url.href
      throw stopped
    },
  }
  const keys = {
    appKey: consumerKey,
    appSecret: consumerSecret,
    accessToken: token,
    accessSecret: tokenSecret,
  }
  const client = new TwitterApi(keys, { plugins: [plugin] })
  const call = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' }[
    input.method.toUpperCase()
  ]
  if (!call) throw new Skip(`has no call for ${input.method}`)
  const hasForm = formBody(input) !== ''
  if (hasForm && ['get', 'delete'].includes(call)) throw new Skip(`${call} takes no body`)
  const options = hasForm ? { forceBodyMode: 'url' } : { forceBodyMode: 'raw' }
  const args = ['get', 'delete'].includes(call)
    ? []
    : [hasForm ? extraParameters(input) : Buffer.alloc(0), options]
  await client[call](input.url, ...args).catch((error) => {
    if (error !== stopped) throw error
  })
  return seen
}

await serve({
  name: 'twitter-api-v2',
  homepage: 'https://github.com/plhery/node-twitter-api-v2',
  methods: ['HMAC-SHA1'],
  operations: {
    percentEncode: ({ text }) => ({ encoded: OAuth1Helper.percentEncode(text) }),
    signatureBaseString: baseStringOf(sign),
    sign,
  },
})
