// The parts of the benchmark that need no clock: its requests, its verdict, and its table in
// README.md.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createSigner, type RequestToSign } from '../src/signing/index.ts'

interface BenchRequests {
  readonly CREDENTIALS: Readonly<
    Record<'consumerKey' | 'consumerSecret' | 'token' | 'tokenSecret', string>
  >
  readonly REQUESTS: readonly {
    readonly id: string
    readonly form: string | null
    readonly request: RequestToSign
  }[]
}
interface Ratio {
  readonly id: string
  readonly ratio: number
  readonly required: number
}
interface Judging {
  readonly BUSY_SPREAD: number
  readonly BUSY_WAITING: number
  summarize(values: readonly number[]): Readonly<Record<string, number>>
  spread(values: readonly number[]): number
  judge(figures: {
    readonly baselineSpread: number
    readonly waitingShare: number
    readonly ratios: readonly Ratio[]
  }): { readonly verdict: string; readonly below: readonly string[] }
}
interface Reporting {
  replaceMarked(document: string, text: string): string
}

const root = new URL('..', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const load = <Module>(name: string): Promise<Module> =>
  import(new URL(`bench/${name}`, root).href) as Promise<Module>

const { CREDENTIALS, REQUESTS } = await load<BenchRequests>('requests.mjs')
const { BUSY_SPREAD, BUSY_WAITING, judge, spread, summarize } = await load<Judging>('judge.mjs')
const { replaceMarked } = await load<Reporting>('report.mjs')

const signatureOf = (header: string): string =>
  decodeURIComponent(/oauth_signature="([^"]+)"/.exec(header)?.[1] ?? '')

// The npm packages oauth 0.10.2 and oauth-1.0a 2.2.6 give the same signatures.
const KNOWN: readonly (readonly [string, string])[] = [
  ['form-plus', 'aZVTXrazcuIKU2c+wdvV8YWdJOM='],
  ['form-percent20', 'aZVTXrazcuIKU2c+wdvV8YWdJOM='],
  ['get-query', 'KpXW8djOjS1Uc8cJ7s294UTMjcQ='],
  ['json', 'Ez2FqZZLIAe6Ra0aR7QuWqCm2ks='],
  ['form-50', 'C5ernPN2VEpXY/cDxKdNGevZ/J0='],
]

test('the benchmark signs five requests like two other signers', () => {
  const signer = createSigner({
    ...CREDENTIALS,
    nonce: 'kllo9940pd9333jh',
    timestamp: '1790000000',
  })
  const signed = REQUESTS.map(({ id, request }) => {
    const [, header = ''] = signer.sign(request).headers.at(-1) ?? []
    return [id, signatureOf(header)]
  })
  assert.deepEqual(signed, KNOWN)
})

test('each signature is the HMAC of the base string in its trace', () => {
  const key = `${CREDENTIALS.consumerSecret}&${CREDENTIALS.tokenSecret}`
  const signer = createSigner(CREDENTIALS)
  for (const { id, request } of REQUESTS) {
    const { headers, trace } = signer.sign(request)
    const [, header = ''] = headers.at(-1) ?? []
    const expected = createHmac('sha1', key).update(trace.signatureBaseString).digest('base64')
    assert.equal(signatureOf(header), expected, id)
  }
})

test('form-50 has the fields f00 to f49', () => {
  const fields = REQUESTS.find(({ id }) => id === 'form-50')?.form?.split('&') ?? []
  const expected = Array.from(
    { length: 50 },
    (_, index) => `f${String(index).padStart(2, '0')}=value+${index}%21`,
  )
  assert.deepEqual(fields, expected)
})

const ratios = (...values: readonly number[]): Ratio[] =>
  values.map((ratio, index) => ({ id: `r${index}`, ratio, required: index === 2 ? 0.2 : 0.3 }))

const quiet = { baselineSpread: 0.03, waitingShare: -0.2 }

test('ratios that reach the required ones pass', () => {
  const judged = judge({ ...quiet, ratios: ratios(0.3, 0.45, 0.2) })
  assert.deepEqual(judged, { verdict: 'pass', below: [] })
})

test('a ratio below the required one fails, and is named', () => {
  const judged = judge({ ...quiet, ratios: ratios(0.31, 0.299, 0.199) })
  assert.deepEqual(judged, { verdict: 'fail', below: ['r1', 'r2'] })
  const missing = judge({ ...quiet, ratios: ratios(NaN) })
  assert.deepEqual(missing, { verdict: 'fail', below: ['r0'] })
})

test('a busy machine makes the verdict busy for all ratios', () => {
  for (const busy of [
    { baselineSpread: 0.39 },
    { baselineSpread: NaN },
    { waitingShare: 0.28 },
    { waitingShare: NaN },
  ]) {
    const figures = { ...quiet, ...busy }
    assert.deepEqual(judge({ ...figures, ratios: ratios(0.1) }), { verdict: 'busy', below: ['r0'] })
    assert.deepEqual(judge({ ...figures, ratios: ratios(0.9) }), { verdict: 'busy', below: [] })
  }
  const limits = { baselineSpread: BUSY_SPREAD, waitingShare: BUSY_WAITING }
  assert.equal(judge({ ...limits, ratios: ratios(0.9) }).verdict, 'pass')
})

test('the spread is the interquartile range divided by the median', () => {
  assert.deepEqual(summarize([5, 1, 4, 2, 3]), {
    median: 3,
    lowerQuartile: 2,
    upperQuartile: 4,
    min: 1,
    max: 5,
  })
  assert.equal(summarize([1, 2])['median'], 1.5)
  assert.equal(spread([9, 10, 10, 11, 10]), 0)
  assert.equal(spread([1, 2, 3, 4, 5]), 2 / 3)
})

test('the table replaces the text between the markers of README.md, and nothing else', () => {
  const readme = read('README.md')
  const replaced = replaceMarked(readme, '| new |')
  const [before, after] = [readme.split('<!-- bench -->')[0], readme.split('<!-- /bench -->')[1]]
  assert.equal(replaced, `${before}<!-- bench -->\n| new |\n<!-- /bench -->${after}`)
  assert.throws(() => replaceMarked('no marker', ''), /does not hold/)
  assert.throws(() => replaceMarked('<!-- /bench --> <!-- bench -->', ''), /does not hold/)
  assert.throws(() => replaceMarked(replaced + replaced, ''), /does not hold/)
})

test('the peers are pinned, and their lock file names no host', () => {
  const { dependencies } = JSON.parse(read('bench/package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>
  }
  assert.deepEqual(Object.keys(dependencies).sort(), ['oauth', 'oauth-1.0a'])
  for (const version of Object.values(dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/)
  assert.doesNotMatch(read('bench/package-lock.json'), /"resolved"/)
})
