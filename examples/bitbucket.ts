// Logs in to Bitbucket, or a service with the same API, and prints the branches of a repository as
// JSON.
import { createInterface } from 'node:readline'
import { OAuth1Service } from '../src/index.ts'

const env = (name: string): string => process.env[`COUNTERSIGN_${name}`] ?? ''

const bitbucket = new OAuth1Service({
  name: 'bitbucket',
  consumerKey: env('CONSUMER_KEY'),
  consumerSecret: env('CONSUMER_SECRET'),
  requestTokenUrl: env('REQUEST_TOKEN_URL'),
  authorizeUrl: env('AUTHORIZE_URL'),
  accessTokenUrl: env('ACCESS_TOKEN_URL'),
  baseUrl: env('BASE_URL'),
})
const session = await bitbucket.login()

const terminal = createInterface({ input: process.stdin })
const answers = terminal[Symbol.asyncIterator]()
process.stderr.write('user and repository, a line each:\n')
const user = (await answers.next()).value
const repository = (await answers.next()).value
terminal.close()

const response = await session.get(`repositories/${user}/${repository}/branches`)
console.log(JSON.stringify(await response.json(), null, 2))
