// How the time to sign and to verify grows with the size of a request. See USAGE, below.
// It measures what `npm run build` wrote, in processor time, because that depends less on load.
import { parseArgs } from 'node:util'
import { median } from './judge.mjs'
import { CREDENTIALS } from './requests.mjs'
import { collectGarbage } from './timing.mjs'

const LIMIT = 13
/** A smaller size that takes less than this, in milliseconds, counts as taking this. */
const NOISE = 5
/** Where the smaller size takes more than this, in milliseconds, the larger one is not tried. */
const PATIENCE = 2000
/** Runs of each size: of the parameters, and of the texts. */
const PARAMETER_RUNS = 5
const TEXT_RUNS = 1
/** How often a ratio that is not allowed is measured again. */
const RETRIES = 3

const USAGE = `usage: node bench/growth.mjs [--place TEXT]

Signs and verifies requests of two sizes, one ten times the other, and prints how many times as long
the larger one takes. A linear algorithm makes 10; at most ${LIMIT} is allowed.

  --place TEXT   measures only the places whose name holds TEXT
  --help         prints this

First come 10,000 and 100,000 parameters in a form and in a query; then 100 kB and 1 MB of one
repeated text, in each place of a request that a stranger can fill. The signs behind a ratio:

  ~              the smaller size took less than ${NOISE} ms, and counts as ${NOISE} ms
  !              the ratio is not allowed
  error          an error that is no CountersignError; not allowed
  slow           the smaller size took over ${PATIENCE} ms, so that the larger one is not tried; not
                 allowed

Processor time counts. Other programs still fill the caches, so run it on a quiet machine.

Exit codes: 0 every ratio is allowed; 1 one is not; 2 usage.`

const FORM_TYPE = ['Content-Type', 'application/x-www-form-urlencoded']
const PLAIN = { method: 'POST', url: 'https://api.example.com/r', headers: [], body: null }

const SHAPES = [
  'a',
  '+',
  '%',
  '%41',
  '%e9',
  '&',
  '=',
  'a=b&',
  ' ',
  '\t',
  '"',
  '\\',
  ',',
  'a="b",',
  '@',
  ':',
  '/',
  '?',
  '#',
  '[',
  '.',
  'é',
]

/** The places that hold the text: the members in which the request differs from a plain one. */
const PLACES = {
  oauth: (text) => ({ headers: [['Authorization', `OAuth ${text}`]] }),
  quoted: (text) => ({ headers: [['Authorization', `OAuth a="${text}"`]] }),
  scheme: (text) => ({ headers: [['Authorization', text]] }),
  Host: (text) => ({ headers: [['Host', text]] }),
  type: (text) => ({ headers: [['Content-Type', text]], body: 'a=b' }),
  name: (text) => ({ headers: [[text, 'a']] }),
  form: (text) => ({ headers: [FORM_TYPE], body: text }),
  octets: (text) => ({ headers: [FORM_TYPE], body: Buffer.from(text) }),
  query: (text) => ({ url: `https://api.example.com/r?${text}` }),
  path: (text) => ({ url: `https://api.example.com/${text}` }),
  host: (text) => ({ url: `https://${text}/r` }),
  user: (text) => ({ url: `https://${text}@api.example.com/r` }),
  port: (text) => ({ url: `https://api.example.com:${text}/r` }),
  hash: (text) => ({ url: `https://api.example.com/r#${text}` }),
  url: (text) => ({ url: text }),
  method: (text) => ({ method: text }),
}

const place = readOptions()
const { CountersignError, createMemoryReplayStore, createSigner, verifyRequest } = await import(
  '../dist/index.js'
)
const now = Math.floor(Date.now() / 1000)
const signer = createSigner({ ...CREDENTIALS, timestamp: () => now })
const authorization = signer.sign(PLAIN).headers.at(-1)
let isAllowed = true

const OPERATIONS = { sign: prepareSigning, verify: prepareVerification }
for (let warm = 0; warm < 2000; warm++) {
  prepareSigning(PLAIN)()
  await prepareVerification(PLAIN)()
}
await tryParameters()
await tryShapes()
console.log(isAllowed ? `\nNo ratio is over ${LIMIT}.` : `\nNot every ratio is at most ${LIMIT}.`)
if (!isAllowed) process.exitCode = 1

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean' }, place: { type: 'string' } },
    })
    if (!values.help) return values.place ?? ''
    console.log(USAGE)
    process.exit(0)
  } catch (error) {
    console.error(`bench/growth.mjs: ${error.message}\n\n${USAGE}`)
    process.exit(2)
  }
}

/** @returns a function that signs the request, and returns `signed` or the code of the refusal */
function prepareSigning(request) {
  return () => {
    try {
      signer.sign(request)
      return 'signed'
    } catch (error) {
      if (error instanceof CountersignError) return error.code
      throw error
    }
  }
}

/** The same for verifying. A request that cannot be signed carries the header of a plain one. */
function prepareVerification(request) {
  const arrived = signOrCopy(request)
  return async () => {
    const verification = await verifyRequest(arrived, {
      findConsumer: () => ({ consumerSecret: CREDENTIALS.consumerSecret }),
      findToken: () => ({ tokenSecret: CREDENTIALS.tokenSecret }),
      replayStore: createMemoryReplayStore(),
      now: () => now,
      // The limits are off, because a request that is refused by its size shows no growth.
      maxOctets: Infinity,
      maxParameters: Infinity,
    })
    return verification.valid ? 'valid' : verification.error.code
  }
}

function signOrCopy(request) {
  try {
    const { method, url, headers, body } = signer.sign(request)
    return { method, url, headers, body }
  } catch {
    const isSigned = request.headers.some(([name]) => name === 'Authorization')
    return { ...request, headers: isSigned ? request.headers : [...request.headers, authorization] }
  }
}

async function tryParameters() {
  const formOf = (count) =>
    // 7919 is prime, so that this is every number once, out of order.
    Array.from({ length: count }, (_, index) => `p${(index * 7919) % count}=value+${index}`).join(
      '&',
    )
  console.log('10,000 and 100,000 parameters, in ms of processor time')
  for (const name of ['form', 'query'].filter((name) => name.includes(place))) {
    const requestOf = (count) => ({ ...PLAIN, ...PLACES[name](formOf(count)) })
    for (const [operation, prepare] of Object.entries(OPERATIONS)) {
      const { small, large, cell, outcome } = await growthOf(
        prepare,
        requestOf(10_000),
        requestOf(100_000),
        PARAMETER_RUNS,
      )
      const times = [small, large].map((time) => time.toFixed(1).padStart(9)).join('')
      console.log(
        `  ${name.padEnd(7)}${operation.padEnd(8)}${times}${cell.padStart(8)}  ${outcome}`,
      )
    }
  }
}

async function tryShapes() {
  const places = Object.entries(PLACES).filter(([name]) => name.includes(place))
  for (const [operation, prepare] of Object.entries(OPERATIONS)) {
    console.log(`\n${operation}: 1 MB against 100 kB, by the repeated text and its place`)
    console.log(''.padEnd(10) + places.map(([name]) => name.padStart(7)).join(''))
    for (const shape of SHAPES) {
      process.stdout.write(JSON.stringify(shape).padEnd(10))
      for (const [, requestWith] of places) {
        const textOf = (size) => shape.repeat(Math.ceil(size / Buffer.byteLength(shape)))
        const requestOf = (size) => ({ ...PLAIN, ...requestWith(textOf(size)) })
        const { cell } = await growthOf(
          prepare,
          requestOf(100_000),
          requestOf(1_000_000),
          TEXT_RUNS,
        )
        process.stdout.write(cell.padStart(7))
      }
      console.log()
    }
  }
}

async function growthOf(prepare, smallRequest, largeRequest, runs) {
  try {
    const [runSmall, runLarge] = [prepare(smallRequest), prepare(largeRequest)]
    if ((await timeOnce(runSmall)) > PATIENCE) return refuse('slow')
    let growth = await compare(runSmall, runLarge, runs)
    for (let retry = 0; retry < RETRIES && ratioOf(growth) > LIMIT; retry++) {
      growth = await compare(runSmall, runLarge, runs)
    }
    const ratio = ratioOf(growth)
    const mark = `${growth.small < NOISE ? '~' : ''}${ratio > LIMIT ? '!' : ''}`
    if (ratio > LIMIT) isAllowed = false
    return { ...growth, cell: `${ratio.toFixed(1)}${mark}`, outcome: await runLarge() }
  } catch (error) {
    return refuse('error', String(error))
  }
}

async function compare(runSmall, runLarge, runs) {
  const [smalls, larges] = [[], []]
  for (let run = 0; run < runs; run++) {
    smalls.push(await timeOnce(runSmall))
    larges.push(await timeOnce(runLarge))
  }
  return { small: median(smalls), large: median(larges) }
}

function refuse(cell, outcome = '') {
  isAllowed = false
  return { small: NaN, large: NaN, cell, outcome }
}

function ratioOf({ small, large }) {
  return large / Math.max(small, NOISE)
}

async function timeOnce(work) {
  collectGarbage()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
