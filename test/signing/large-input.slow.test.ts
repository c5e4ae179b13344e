// Large inputs take linear time: headers, queries, bodies and URLs of a megabyte.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyRequest } from '../../src/server/index.ts'
import * as signing from '../../src/signing/index.ts'
import { CREDENTIALS, serverFor } from './support.ts'

/**
 * Hard inputs for regular expressions: separators, whole and cut escapes, white space, quotes,
 * brackets, non-ASCII text.
 */
const SHAPES = [
  ...'a % %2 %41 %E9 + & = a=1& , " \\" a="b", é / @ : [ ;'.split(' '),
  ...[' ', '\t', ' ,', 'application/x-www-form-urlencoded,'],
]
/** The inputs that are tried with a whole megabyte. The others are tried with an eighth of it. */
const LARGE_SHAPES = ['%', 'a=1&', ' ']

interface Step {
  readonly size: number
  /** The allowed growth of the time compared with SMALL characters. */
  readonly growth: number
  /** The time that is always allowed, in milliseconds. */
  readonly most: number
}

const SMALL = 2 ** 14
/**
 * Linear work grows 8 times, and about 40 times with garbage collection. Quadratic work grows 64
 * times.
 */
const EIGHTH: Step = { size: 2 ** 17, growth: 48, most: 2000 }
/**
 * Linear work grows 64 times, and about 200 times with slower memory. Quadratic work grows 4,096
 * times.
 */
const MEGABYTE: Step = { size: 2 ** 20, growth: 1000, most: 20_000 }
/** In milliseconds. A shorter time is noise, and counts as this. */
const LEAST = 4

const FORM = 'application/x-www-form-urlencoded'
const OPTIONS = { ...CREDENTIALS, allowMalformedTimestamp: true }

type Request = Partial<signing.RequestToSign>
const sign = (request: Request, options: object = {}): unknown =>
  signing.signRequest({ method: 'POST', url: 'http://h/', ...request }, { ...OPTIONS, ...options })
    .trace
const withHeader = (name: string, value: string): Request => ({ headers: [[name, value]] })
const form = (body: string): Request => ({ body, ...withHeader('Content-Type', FORM) })

/** A server whose limits are sixteen times the defaults. */
const server = serverFor(CREDENTIALS, { maxOctets: 2 ** 24, maxParameters: 2 ** 24 })
const verify = async (request: Partial<signing.WireRequest>): Promise<unknown> => {
  const whole = { method: 'POST', url: 'http://h/', headers: [], body: null, ...request }
  return verifyRequest(whole, server)
}
const signedHeader = (value: string): string =>
  `OAuth oauth_consumer_key="k", oauth_signature_method="HMAC-SHA1", oauth_signature="s", oauth_timestamp="1191242096", oauth_nonce="${value}"`

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  percentEncode: (text) => signing.percentEncode(text),
  'percentEncode of octets': (text) => signing.percentEncode(new TextEncoder().encode(text)),
  percentDecode: (text) => signing.percentDecode(text),
  parseForm: (text) => signing.parseForm(text),
  formatForm: (text) => signing.formatForm([[text, text]]),
  normalizeParameters: (text) => signing.normalizeParameters(signing.parseForm(text)),
  'parseAuthorizationHeader, between parameters': (text) =>
    signing.parseAuthorizationHeader(`OAuth ${text}`),
  'parseAuthorizationHeader, within a value': (text) =>
    signing.parseAuthorizationHeader(`OAuth a="${text}"`),
  'parseAuthorizationHeader, without an end': (text) =>
    signing.parseAuthorizationHeader(`OAuth a="b", c="${text}`),
  formatAuthorizationHeader: (text) =>
    signing.formatAuthorizationHeader({ realm: text, parameters: [['a', text]] }),
  'baseStringUri, a whole URL': (text) => signing.baseStringUri(text),
  'baseStringUri, its host': (text) => signing.baseStringUri(`http://${text}/`),
  'baseStringUri, its port': (text) => signing.baseStringUri(`http://h:${text}/`),
  'baseStringUri, its path': (text) => signing.baseStringUri(`http://h/${text}`),
  'baseStringUri, a Host header': (text) => signing.baseStringUri('http://h/', text),
  signatureBaseString: (text) => signing.signatureBaseString(text, text, text),
  requireSignatureMethod: (text) => signing.requireSignatureMethod(text),
  'signRequest, a host': (text) => sign({ url: `http://${text}/` }),
  'signRequest, a path': (text) => sign({ url: `http://h/${text}` }),
  'signRequest, a query behind which parameters travel': (text) =>
    sign({ url: `http://h/?${text}` }, { transmission: 'query' }),
  'signRequest, a form': (text) => sign(form(text), { transmission: 'body' }),
  'signRequest, a Content-Type': (text) => sign(withHeader('Content-Type', text)),
  'signRequest, an Authorization header': (text) =>
    sign(withHeader('Authorization', text), { transmission: 'query' }),
  'signRequest, a method': (text) => sign({ method: text }),
  'signRequest, PLAINTEXT to a URL': (text) =>
    sign({ url: `http://127.0.0.1${text}` }, { signatureMethod: 'PLAINTEXT' }),
  'signRequest, credentials': (text) => sign({}, { consumerSecret: text, realm: text }),
  'signRequest, a timestamp': (text) =>
    sign({}, { timestamp: text, allowMalformedTimestamp: false }),
  'signRequest, an unknown option': (text) => sign({}, { [text]: 1 }),
  'trace of a query and a form': (text) =>
    signing.traceRequest({
      method: 'POST',
      url: `http://h/?${text}`,
      headers: [['Content-Type', FORM]],
      body: text,
    }),
  'verifyRequest, a query': (text) =>
    verify({ url: `http://h/?${text}`, headers: [['Authorization', signedHeader('n')]] }),
  'verifyRequest, an Authorization header': (text) =>
    verify({ headers: [['Authorization', signedHeader(text)]] }),
  'verifyRequest, a Host header': (text) =>
    verify({
      headers: [
        ['Host', text],
        ['Authorization', signedHeader('n')],
      ],
    }),
  'verifyRequest, a form': (text) =>
    verify({
      body: text,
      headers: [
        ['Content-Type', FORM],
        ['Authorization', signedHeader('n')],
      ],
    }),
  'verifyRequest, a Content-Type': (text) =>
    verify({
      body: text,
      headers: [
        ['Content-Type', text],
        ['Authorization', signedHeader('n')],
      ],
    }),
}

/**
 * The CPU time of a call in milliseconds, without other processes. The call may refuse its input.
 */
async function measure(call: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage()
  try {
    await call(text)
  } catch (error) {
    if (!(error instanceof signing.CountersignError)) throw error
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** The least of three measurements, because a pause of this process counts as its time. */
async function measureLeast(call: (text: string) => unknown, text: string): Promise<number> {
  const first = await measure(call, text)
  return Math.min(first, await measure(call, text), await measure(call, text))
}

/**
 * The reason why the work for a shape grows too fast, or `null`. Stops at the first size that
 * decides.
 */
async function findGrowth(call: (text: string) => unknown, shape: string): Promise<string | null> {
  const steps = LARGE_SHAPES.includes(shape) ? [EIGHTH, MEGABYTE] : [EIGHTH]
  const textOf = (size: number): string => shape.repeat(size / shape.length)
  const small = Math.max(LEAST, await measureLeast(call, textOf(SMALL)))
  for (const { size, growth, most } of steps) {
    const text = textOf(size)
    const limit = Math.min(growth * small, most)
    if ((await measure(call, text)) <= limit) continue
    const time = await measureLeast(call, text)
    if (time > limit) return `${size} characters take ${time} ms, and ${SMALL} of them ${small} ms`
  }
  return null
}

/** Skipped while coverage is measured, because it slows each block down. */
const isCovered = process.env['NODE_V8_COVERAGE'] !== undefined
const skip = isCovered ? 'coverage is measured' : false

for (const [name, call] of Object.entries(FUNCTIONS)) {
  test(`a megabyte of any shape takes linear time: ${name}`, { skip }, async () => {
    for (const shape of SHAPES) {
      assert.equal(await findGrowth(call, shape), null, `the shape ${JSON.stringify(shape)}`)
    }
  })
}

test('finds work that grows quadratically', { skip }, async () => {
  const trimSlowly = (text: string): unknown => /[ \t]+$/.test(`${text}x`)
  assert.match((await findGrowth(trimSlowly, ' ')) ?? '', /^131072 characters take/)
  assert.equal(await findGrowth(trimSlowly, 'a'), null)
})
