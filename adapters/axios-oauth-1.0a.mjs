// npm axios-oauth-1.0a: an axios client with its interceptor, and an axios adapter that returns instead of sending.
// Nonce and timestamp have no option, so crypto.randomBytes and Date.now are overridden; the automatic
// oauth_body_hash is switched off, since no vector asks for it.
import crypto from 'node:crypto'
import axios from 'axios'
import addOAuthInterceptor from 'axios-oauth-1.0a'
import { Skip, expectFields, serve } from './lib/protocol.mjs'

async function sign(input) {
  expectFields(input, { always: ['nonce', 'timestamp', 'version'], never: ['extra'] })
  if (!/^(0|[1-9]\d*)$/.test(input.timestamp)) throw new Skip('takes its timestamp from the clock')
  crypto.randomBytes = () => ({ toString: () => input.nonce })
  Date.now = () => Number(input.timestamp) * 1000
  const { consumerKey, consumerSecret, token, tokenSecret } = input.credentials
  const client = axios.create({ adapter: async (config) => ({ config }) })
  addOAuthInterceptor(client, {
    algorithm: input.signatureMethod,
    includeBodyHash: false,
    key: consumerKey,
    secret: consumerSecret,
    token,
    tokenSecret,
    callback: input.callback,
    verifier: input.verifier,
    realm: input.realm ?? undefined,
  })
  const headers = Object.fromEntries(input.headers)
  const data =
    typeof input.body?.hex === 'string'
      ? Buffer.from(input.body.hex, 'hex')
      : (input.body ?? undefined)
  const { config } = await client.request({ method: input.method, url: input.url, headers, data })
  const authorizationHeader = config.headers.get('authorization')
  const signature = decodeURIComponent(/oauth_signature="([^"]*)"/.exec(authorizationHeader)[1])
  return { signature, authorizationHeader }
}

await serve({
  name: 'axios-oauth-1.0a',
  homepage: 'https://github.com/dobesv/axios-oauth-1.0a',
  methods: ['HMAC-SHA1', 'HMAC-SHA256'],
  operations: { sign },
})
