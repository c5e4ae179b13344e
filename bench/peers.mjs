// npm's oauth-1.0a and oauth, called as documented for a complete Authorization header.
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import querystring from 'node:querystring'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const { dependencies } = read('package.json')

/**
 * Each takes its module and the credentials, then a request and the decoded fields of its form, or
 * `null`, because neither reads a form body. The result makes one fresh header for each call.
 */
const PEERS = {
  'oauth-1.0a': ({ default: OAuth }, { consumerKey, consumerSecret, token, tokenSecret }) => {
    const oauth = new OAuth({
      consumer: { key: consumerKey, secret: consumerSecret },
      signature_method: 'HMAC-SHA1',
      hash_function: (baseString, key) =>
        createHmac('sha1', key).update(baseString).digest('base64'),
    })
    const pair = { key: token, secret: tokenSecret }
    // `authorize` writes the query's parameters into `data`, so each call has its own object.
    return ({ method, url }, fields) =>
      () =>
        oauth.toHeader(oauth.authorize({ method, url, data: { ...fields } }, pair)).Authorization
  },
  oauth: ({ default: oauth }, { consumerKey, consumerSecret, token, tokenSecret }) => {
    const client = new oauth.OAuth(
      null,
      null,
      consumerKey,
      consumerSecret,
      '1.0',
      null,
      'HMAC-SHA1',
    )
    return ({ method, url }, fields) => {
      if (fields === null) return () => client.authHeader(url, token, tokenSecret, method)
      // `post` sends what it signs. These two calls are its way to the header.
      return () =>
        client._buildAuthorizationHeaders(
          client._prepareParameters(token, tokenSecret, method, url, fields),
        )
    }
  },
}

const isInstalled = (name) => {
  try {
    return read(`node_modules/${name}/package.json`).version === dependencies[name]
  } catch {
    return false
  }
}

/** Installs the peers where they are missing. @returns why they are still missing, or `null` */
function install() {
  if (Object.keys(PEERS).every(isInstalled)) return null
  process.stderr.write('bench: installs oauth-1.0a and oauth by `npm ci --prefix bench`\n')
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=0']
  const { error, status } = spawnSync('npm', ['ci', '--prefix', folder, ...flags], {
    stdio: ['ignore', 2, 2],
    timeout: 120_000,
  })
  if (Object.keys(PEERS).every(isInstalled)) return null
  return error?.message ?? `npm ci ended with ${status}`
}

/** @returns the peers, none where they cannot be installed; `missing` says why then */
export async function loadPeers(credentials) {
  const missing = install()
  if (missing !== null) return { peers: [], missing }
  const peers = []
  for (const [name, prepare] of Object.entries(PEERS)) {
    const makeHeader = prepare(await import(name), credentials)
    peers.push({
      name,
      version: dependencies[name],
      prepare: ({ request, form }) =>
        makeHeader(request, form === null ? null : { ...querystring.parse(form) }),
    })
  }
  return { peers, missing: null }
}
