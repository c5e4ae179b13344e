// Signatures a second: a complete fresh Authorization header beside a bare createHmac over the same base string.
// It measures what `npm run build` wrote, because that is what runs in programs.
import { createHmac } from 'node:crypto'
import { createSigner } from '../dist/index.js'

const ROUNDS = 101
const MILLISECONDS = 30
const REQUIRED = 0.4

// The request of Twitter's "Creating a signature": 2 query and 2 form parameters, 85 octets of key.
const request = {
  method: 'POST',
  url: 'https://api.twitter.com/1.1/statuses/update.json?include_entities=true&trim_user=true',
  headers: [['Content-Type', 'application/x-www-form-urlencoded']],
  body: 'status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%2C%20from%20San%20Francisco%21&lat=37.78',
}
const options = {
  consumerKey: 'xvz1evFS4wEEPTGEFPHBog',
  consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
  token: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
  tokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
}

const signer = createSigner(options)
const key = `${options.consumerSecret}&${options.tokenSecret}`
const { trace, headers } = signer.sign(request)
const baseString = Buffer.from(trace.signatureBaseString).toString()
const bare = () => createHmac('sha1', key).update(baseString).digest('base64')
const complete = () => signer.sign(request).headers

const expected = `oauth_signature="${encodeURIComponent(bare())}"`
if (!headers.at(-1)[1].endsWith(expected)) throw new Error('the two do not sign alike')

function perSecond(work) {
  let count = 0
  const start = performance.now()
  let passed = 0
  while (passed < MILLISECONDS) {
    for (let i = 0; i < 100; i++) work()
    count += 100
    passed = performance.now() - start
  }
  return (count / passed) * 1000
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

for (const work of [bare, complete, bare, complete]) perSecond(work)
const rounds = Array.from({ length: ROUNDS }, () => [perSecond(bare), perSecond(complete)])
const ratio = median(rounds.map(([alone, whole]) => whole / alone))
const row = (name, column) => `${name.padEnd(42)}${Math.round(median(rounds.map((round) => round[column]))).toString().padStart(9)} a second`

console.log(`HMAC-SHA1, key of ${key.length} octets, base string of ${baseString.length}; node ${process.version}, median of ${ROUNDS} rounds`)
console.log(row('bare createHmac', 0))
console.log(row('countersign, a complete fresh header', 1))
console.log(`ratio ${ratio.toFixed(3)}, required ${REQUIRED}`)
if (ratio < REQUIRED) process.exitCode = 1
