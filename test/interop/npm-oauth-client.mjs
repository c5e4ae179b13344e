#!/usr/bin/env node
// npm's oauth as a client of an OAuth 1.0a provider that approves at once. See usage, below.
import { readFileSync } from 'node:fs'
import oauth from 'oauth'

const usage = `npm's oauth as a client of an OAuth 1.0a provider that approves at once.

All arguments are environment variables:
  REQUEST_TOKEN_URL, AUTHORIZE_URL, ACCESS_TOKEN_URL, RESOURCE_URL, ECHO_URL
  CONSUMER_KEY, CONSUMER_SECRET            the consumer of HMAC and PLAINTEXT
  RSA_CONSUMER_KEY, PRIVATE_KEY_FILE       the consumer of RSA, and its private key (PEM)
  SIGNATURE_METHODS                        separated by blanks; by default HMAC-SHA1 RSA-SHA1 PLAINTEXT
  CALLBACK                                 by default http://127.0.0.1:9/callback?state=a+b, which nobody calls

Walks the three legs and calls the API once for each method, by header and by a signed URL. Prints a JSON line for each
step {"step": "HMAC-SHA1 header request-token", "status": 200, "body": ...} and ends with 1 at the first failure.`

const environment = process.env
const callback = environment.CALLBACK ?? 'http://127.0.0.1:9/callback?state=a+b'
// A name thrice, an empty value, a name that sorts first only when encoded, and characters that encoders get wrong.
const awkward = { b: '2', a: ['1', '', '%20+=&'], 'c d': "~*!'()", é: '☃ \u{1f600}' }
// npm's oauth signs a name that is in the query twice as name[0] and name[1], so no name is twice here.
const awkwardQuery = `b=2&a=&c+d=${encodeURIComponent("~*!'()%20+=&")}&%C3%A9=%E2%98%83`

async function walk(method) {
  const rsa = method.startsWith('RSA-')
  // 1.0 and 30: its customary 1.0A is no version, and oauthlib refuses its default of 32 characters for a nonce.
  const client = new oauth.OAuth(
    setting('REQUEST_TOKEN_URL'),
    setting('ACCESS_TOKEN_URL'),
    setting(rsa ? 'RSA_CONSUMER_KEY' : 'CONSUMER_KEY'),
    rsa ? readFileSync(setting('PRIVATE_KEY_FILE'), 'ascii') : setting('CONSUMER_SECRET'),
    '1.0',
    callback,
    method,
    30,
  )
  const call = (name, start) =>
    new Promise((resolve, reject) => {
      start((error, body, response) => {
        if (error && error.statusCode === undefined)
          reject(new Error(`${method} ${name}`, { cause: error }))
        else resolve(report(`${method} ${name}`, response.statusCode, body))
      })
    })
  // Its calls for tokens pass on no status when they succeed, which is when it is one of 200 to 299.
  const leg = (name, start) =>
    new Promise((resolve, reject) => {
      start((error, token, secret, rest) => {
        if (error)
          reject(
            new Error(`${method} ${name}: ${error.statusCode} ${error.data}`, { cause: error }),
          )
        else {
          const credentials = { oauth_token: token, oauth_token_secret: secret, ...rest }
          resolve(report(`${method} ${name}`, null, credentials, [null]))
        }
      })
    })

  const temporary = await leg('header request-token', (done) => client.getOAuthRequestToken(done))
  const authorizeUrl = new URL(setting('AUTHORIZE_URL'))
  authorizeUrl.searchParams.set('oauth_token', temporary.oauth_token)
  const approval = await fetch(authorizeUrl, { redirect: 'manual' })
  report(`${method} header authorize`, approval.status, await approval.text(), [302, 303])
  const location = approval.headers.get('location')
  const returned = new URL(location).searchParams
  const expected = new URL(callback)
  expected.searchParams.set('oauth_token', temporary.oauth_token)
  const missing = [...expected.searchParams].filter(
    ([name, value]) => !returned.getAll(name).includes(value),
  )
  if (location.split('?')[0] !== callback.split('?')[0] || missing.length > 0) {
    throw new Error(`${method} header authorize: came back to ${location} instead of ${callback}`)
  }
  const verifier = returned.get('oauth_verifier')
  const { oauth_token: token, oauth_token_secret: secret } = await leg(
    'header access-token',
    (done) =>
      client.getOAuthAccessToken(
        temporary.oauth_token,
        temporary.oauth_token_secret,
        verifier,
        done,
      ),
  )

  const echo = setting('ECHO_URL')
  const json = JSON.stringify({ a: ['é', 1] })
  await call('header get-resource', (done) =>
    client.get(setting('RESOURCE_URL'), token, secret, done),
  )
  await call('header get-query', (done) =>
    client.get(`${echo}?${awkwardQuery}`, token, secret, done),
  )
  await call('header post-json', (done) =>
    client.post(echo, token, secret, json, 'application/json', done),
  )
  // It empties the object of parameters that it is given of all that begins with oauth_, so each call has its own.
  await call('header post-form', (done) => client.post(echo, token, secret, { ...awkward }, done))
  await call('header put-query-and-form', (done) =>
    client.put(`${echo}?q=1`, token, secret, { ...awkward }, done),
  )
  await call('header delete', (done) => client.delete(echo, token, secret, done))
  const signed = await fetch(client.signUrl(`${echo}?${awkwardQuery}`, token, secret))
  report(`${method} query get-query`, signed.status, await signed.text())
}

function report(step, status, text, expected = [200]) {
  let body = text
  try {
    body = JSON.parse(text)
  } catch {}
  console.log(JSON.stringify({ step, status, body }))
  if (!expected.includes(status)) throw new Error(`${step}: status ${status}`)
  return body
}

function setting(name) {
  const value = environment[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

try {
  if (process.argv.length > 2) console.log(usage)
  else {
    const methods = environment.SIGNATURE_METHODS ?? 'HMAC-SHA1 RSA-SHA1 PLAINTEXT'
    for (const method of methods.split(' ')) await walk(method)
  }
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
