// Measures the duration of a diagnosis against limits: npx tsx bench/diagnose.ts
// Each row diagnoses a signature with known deviations on one core. The limit applies to the median
// of several runs. The first run, in which less code is compiled, is printed too.
import { diagnose } from '../devtools/src/diagnose/index.ts'
import { observeRequest, type ObservedRequest } from '../devtools/src/input/index.ts'
import { CATALOGUE, keyringOf } from '../devtools/src/pipeline/index.ts'
import { applyChange } from '../devtools/src/pipeline/combine.ts'
import { runBaseString, runKey, runSignature } from '../devtools/src/pipeline/pipeline.ts'
import { plainPlan } from '../devtools/src/pipeline/plain-plan.ts'

const CREDENTIALS = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94 hf93k423kf44&',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'pfkkdhi9sl3r~4s00!',
  temporarySecret: 'hdhd0244k9j7ao03',
}

/**
 * A form post whose signature about a hundred deviations change: special characters, repeated and
 * empty values, a port.
 */
function requestOf(parameterCount: number): ObservedRequest {
  const more = Array.from(
    { length: parameterCount },
    (_, index) => `&p${(index * 37) % 50}=value%20${index}+x`,
  ).join('')
  return observeRequest({
    method: 'POST',
    url: `https://EXAMPLE.com:443/a%20b/?c=a+b&d%5B0%5D=x%2By&e=&e=1&f=(!)*&g=~${more}`,
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: 'z=1&y=%C3%A9+1',
    protocol: [
      ['oauth_consumer_key', CREDENTIALS.consumerKey],
      ['oauth_token', CREDENTIALS.token],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1318622958'],
      ['oauth_nonce', 'kllo9940pd9333jh'],
      ['oauth_version', '1.0'],
    ],
  })
}

function signWrongly(request: ObservedRequest, names: readonly string[]): string {
  const keyring = keyringOf(CREDENTIALS)
  const plan = CATALOGUE.filter(({ name }) => names.includes(name)).reduce(
    (changed, entry) => applyChange(changed, entry.change(request, keyring)!),
    plainPlan('HMAC-SHA1'),
  )
  return runSignature(plan, runBaseString(plan, request), runKey(plan, keyring))
}

interface Row {
  readonly label: string
  readonly request: ObservedRequest
  readonly signature: string
  /** In milliseconds. `null` for no limit. */
  readonly limit: number | null
  readonly runs: number
  readonly isFound: boolean
}

const [small, large] = [requestOf(0), requestOf(186)]
const row = (
  label: string,
  request: ObservedRequest,
  names: readonly string[],
  limit: number | null,
  runs: number,
): Row => ({ label, request, signature: signWrongly(request, names), limit, runs, isFound: true })
const UNEXPLAINED = Buffer.alloc(20, 7).toString('base64')

const ROWS: readonly Row[] = [
  row('one: + read as a plus sign', small, ['plus-not-decoded'], 100, 15),
  row('one: secrets not encoded', small, ['secrets-not-encoded'], 100, 15),
  row('two: + and the default port', small, ['plus-not-decoded', 'default-port-kept'], null, 7),
  row(
    'three: parameters',
    small,
    ['plus-not-decoded', 'empty-values-dropped', 'sorted-apart'],
    2000,
    5,
  ),
  row(
    'three: URI, parameters, key',
    small,
    ['http-for-https', 'names-not-decoded', 'secrets-swapped'],
    2000,
    5,
  ),
  row(
    'three: encoder, body, output',
    small,
    ['encode-uri-component', 'body-ignored', 'hex'],
    2000,
    5,
  ),
  {
    label: 'nothing found',
    request: small,
    signature: UNEXPLAINED,
    limit: null,
    runs: 3,
    isFound: false,
  },
  row('200 parameters: one', large, ['plus-not-decoded'], 10_000, 5),
  row('200 parameters: three', large, ['plus-not-decoded', 'unsorted', 'body-ignored'], 10_000, 1),
  {
    label: '200 parameters: nothing found',
    request: large,
    signature: UNEXPLAINED,
    limit: 10_000,
    runs: 1,
    isFound: false,
  },
]

function measure({ request, signature, runs, isFound }: Row): {
  readonly first: number
  readonly median: number
  readonly signatures: number
} {
  const times: number[] = []
  let signatures = 0
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    const diagnosis = diagnose({ request, credentials: CREDENTIALS, signature })
    times.push(performance.now() - start)
    if (diagnosis.matches || diagnosis.findings.length > 0 !== isFound)
      throw new Error('the diagnosis is not the expected one')
    signatures = diagnosis.tried.signatures
  }
  const [first = 0] = times
  return { first, median: times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!, signatures }
}

const cell = (value: number | string, width = 10): string =>
  String(typeof value === 'number' ? Math.round(value) : value).padStart(width)
const line = (label: string, cells: readonly (number | string)[]): string =>
  `${label.padEnd(32)}${cells.map((value) => cell(value, 11)).join('')}`
console.log(line(`node ${process.version}`, ['first ms', 'median ms', 'limit ms', 'signatures']))
let isOver = false
for (const entry of ROWS) {
  const { first, median, signatures } = measure(entry)
  isOver ||= entry.limit !== null && Math.max(median, entry.runs > 1 ? 0 : first) > entry.limit
  console.log(line(entry.label, [first, median, entry.limit ?? '–', signatures]))
}
console.log(isOver ? 'a limit is exceeded' : 'all limits are met')
process.exitCode = isOver ? 1 : 0
