// Shared by the tests of diagnose: requests that reveal deviations, signers with deviations, and
// vectors.
import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { CATALOGUE } from '../../src/pipeline/catalogue/index.ts'
import { applyChange, type Choice } from '../../src/pipeline/combine.ts'
import { keyringOf } from '../../src/pipeline/index.ts'
import type { Deviation } from '../../src/pipeline/deviation.ts'
import type { DiagnoseCredentials } from '../../src/input/index.ts'
import {
  type ObservedRequest,
  observeRequest,
  type RequestFacts,
} from '../../src/input/observed-request.ts'
import { runBaseString, runKey, runSignature } from '../../src/pipeline/pipeline.ts'
import type { Plan } from '../../src/pipeline/plan.ts'
import { plainPlan } from '../../src/pipeline/plain-plan.ts'
import { observeProtocolRequest, type ProtocolDiagnosisInput } from '../../src/diagnose/protocol.ts'
import { Random } from '../../../test/signing/support.ts'

/**
 * Runs a property many times from a fixed seed. A failure names the seed; TEST_SEED=… sets another
 * one.
 */
export function forAll(seed: number, rounds: number, property: (random: Random) => void): void {
  const start = Number(process.env['TEST_SEED'] ?? seed)
  const random = new Random(start)
  for (let round = 0; round < rounds; round++) {
    try {
      property(random)
    } catch (cause) {
      throw new Error(
        `the property fails in round ${round} of TEST_SEED=${start}: ${String(cause)}`,
        { cause },
      )
    }
  }
}

export interface Case {
  readonly request: ObservedRequest
  readonly credentials: DiagnoseCredentials
}

/** Credentials with all kinds of characters that signers encode wrongly. All of them differ. */
export const ODD_CREDENTIALS: DiagnoseCredentials = {
  consumerKey: 'consumer!Key',
  consumerSecret: 'Q29uc3Vt ZXI%2B(x)~*é',
  token: 'tok/en+1',
  tokenSecret: 'VG9r&ZW4=%41 Ĥ"q',
  temporarySecret: 'temporary-secret-1',
  otherSecrets: ['another-secret-1', 'another-secret-2', 'another-secret-3'],
}

const FORM = 'application/x-www-form-urlencoded'

/** The protocol parameters of a header as pairs. `null` removes a parameter. */
export function protocolOf(
  changes: Readonly<Record<string, string | null>> = {},
): [string, string][] {
  const all = {
    oauth_consumer_key: 'consumer!Key',
    oauth_token: 'tok/en+1',
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: '1318622958',
    oauth_nonce: "kllo 9940'pd",
    oauth_version: '1.0',
    ...changes,
  }
  return Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  )
}

export function observe(
  facts: Partial<RequestFacts> & { readonly url: string },
  changes: Readonly<Record<string, string | null>> = {},
): ObservedRequest {
  return observeRequest({ method: 'GET', protocol: protocolOf(changes), ...facts })
}

const post = (url: string, body: string, type: string | null = FORM): ObservedRequest =>
  observe({ method: 'POST', url, body, headers: type === null ? [] : [['Content-Type', type]] })

/** Requests that together reveal every deviation of the catalogue. */
export const ODD_REQUESTS: readonly ObservedRequest[] = [
  observe({
    url: 'https://api.example.com/a%20b?c=a+b&d%5B0%5D=x%2By&e=&e=1&f=(!)*!&g=~&h=1=2&i&f=caf%C3%A9',
  }),
  observe({
    method: 'post',
    url: 'HTTPS://API.Example.com:443?q=x?y&a=1&a=2&b=%2520&n[]=1&n[]=2&z=#frag',
  }),
  post(
    'http://www.example.com:8080/x//Y;v=1/%7euser/',
    'same=1&other=a%2Bb+c&semi=a;b&same=1&=v&&two',
  ),
  post(
    'http://example.com:443/p?same=0&B=1&a=2&_=3&a%2Db=1&%2523=5',
    'same=1&a=1&A=2&a=10&a=9&realm=x&é=%C3%A9',
  ),
  post(
    'https://127.0.0.1/j?oauth_signature=zz',
    '{"a":1,"b":{"c":[2]},"d":"x y"}',
    'application/json',
  ),
  post(
    'http://localhost/m',
    '--B\r\nContent-Disposition: form-data; name="t"\r\n\r\nsome text\r\n--B--\r\n',
    'multipart/form-data; boundary=B',
  ),
  post('http://localhost/t', 'a=b&c=d', 'text/plain'),
  post('http://example.com/?', '?bom=1'),
  post('http://example.com/', '\uFEFFa=1&%00x=y'),
  observe({
    url: 'http://u:p@xn--mnchen-3ya.de./a/../b%2fc/%2F%00d?__proto__=1&constructor=2&x=%E9%E9&y=%zz&w=%41%4&p=%252B',
  }),
  observe({
    url: 'https://[2001:DB8::1]:8443/API/V1?a=%F0%9F%98%80&b=%EF%BD%9A&%F0%9F%98%80=1&%EF%BD%9A=2&n=10&n=9&dup&o%20k.x=e%CC%81',
  }),
  observe({ url: "http://[2001:db8:0:0:0:0:0:1]/it's|a/path#x?y=1" }),
  observe({ url: 'http://münchen.example:0080/%C3%A9?A=1&a=1&b=2' }),
  observe({ url: 'http://example.com/?a=\ud800' }),
  observe({ url: 'http://INSTAGRAM.example:80/index', method: 'options' }),
  observe({
    method: 'X!Y',
    url: 'https://example.com/v1/me/',
    headers: [
      ['Host', 'EXAMPLE.com:443'],
      ['X-Forwarded-Host', 'public.example'],
    ],
  }),
  observe({ url: 'https://example.com/without-key' }, { oauth_consumer_key: null }),
  observe(
    { url: 'http://example.com:80/a?b=%2B' },
    {
      oauth_callback: 'http://c.example/cb?x=%26',
      oauth_verifier: ' v+1 ',
      oauth_session_handle: 'h',
      oauth_token: '',
    },
  ),
  observe(
    { url: 'http://example.com/a' },
    { oauth_version: null, oauth_token: null, oauth_timestamp: '9007199254740993' },
  ),
  observe(
    { method: 'PUT', url: 'https://example.com/hash', body: 'data' },
    { oauth_body_hash: 'oXyaqmHoChv3HQ2FCvTluqmAC70=' },
  ),
  observe({
    url: 'http://example.com/r?realm=x',
    protocol: undefined as never,
    headers: [
      [
        'Authorization',
        'OAuth realm="Photos", oauth_consumer_key="k", oauth_token="t", oauth_signature_method="HMAC-SHA256", ' +
          'oauth_timestamp="1", oauth_nonce="n%2B"',
      ],
    ],
  }),
  observe({
    url: 'http://example.com/a/../b?a=%C3%A9&a=z',
    isWire: true,
    headers: [['Host', 'other.example:8080']],
  }),
  observe({ url: 'https://example.com/512?a=1' }, { oauth_signature_method: 'HMAC-SHA512' }),
  observe({ url: 'https://example.com/plain' }, { oauth_signature_method: 'PLAINTEXT' }),
]

/** Signs with these deviations. `null` if one of them does not apply to the request. */
export function signWith(
  deviations: readonly Deviation[],
  { request, credentials }: Case,
): string | null {
  const plan = planWith(deviations, { request, credentials })
  if (plan === null) return null
  return runSignature(plan, runBaseString(plan, request), runKey(plan, keyringOf(credentials)))
}

export function planWith(
  deviations: readonly Deviation[],
  { request, credentials }: Case,
): Plan | null {
  const keyring = keyringOf(credentials)
  let plan = plainPlan(request.signatureMethod)
  for (const deviation of deviations) {
    const change = deviation.change(request, keyring)
    if (change === null) return null
    plan = applyChange(plan, change)
  }
  return plan
}

export const rightSignature = (use: Case): string => signWith([], use)!

export function deviation(name: string): Deviation {
  return (
    CATALOGUE.find((entry) => entry.name === name) ??
    assert.fail(`the catalogue has no deviation ${name}`)
  )
}

/** Whether two deviations do not exclude each other. */
export function areCompatible(a: Choice, b: Choice): boolean {
  return !a.slots.some((slot) => b.slots.includes(slot))
}

type Json = Record<string, unknown>

export interface Vector {
  readonly id: string
  readonly operation: string
  readonly level: string
  readonly input: Json
  readonly expect: {
    readonly signature?: string
    readonly rejected?: boolean
    readonly oneOf?: readonly { readonly signature?: string }[]
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('hex' in value)

function merge(context: unknown, input: unknown): unknown {
  if (!isObject(context) || !isObject(input)) return input
  return Object.fromEntries(
    [...new Set([...Object.keys(context), ...Object.keys(input)])].map((name) => [
      name,
      name in input ? merge(context[name], input[name]) : context[name],
    ]),
  )
}

/** All vectors of the suite, each with its complete input. */
export function readVectors(): Vector[] {
  const folder = new URL('../../../test/vectors/', import.meta.url)
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !['package.json', 'schema.json'].includes(file))
    .flatMap((file) => {
      const suite = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
        readonly operation: string
        readonly groups: readonly {
          readonly operation?: string
          readonly context?: Json
          readonly tests: readonly Vector[]
        }[]
      }
      return suite.groups.flatMap(({ operation, context = {}, tests }) =>
        tests.map((test) => ({
          ...test,
          operation: operation ?? suite.operation,
          input: merge(context, test.input) as Json,
        })),
      )
    })
}

const PLAIN = {
  method: 'GET',
  url: 'http://example.com/',
  signatureMethod: 'HMAC-SHA1',
  credentials: { consumerKey: 'k', consumerSecret: 's' },
}

const octets = (text: unknown): string | Uint8Array | null =>
  typeof text === 'string'
    ? text
    : isObject(text) || text === null || text === undefined
      ? null
      : Buffer.from((text as { hex: string }).hex, 'hex')

/** The request and the credentials of a vector. `null` for an operation without a request. */
export function caseOf({ operation, input }: Vector): Case | null {
  const credentials = (input['credentials'] ?? {}) as DiagnoseCredentials
  const asProtocol = (facts: Json): Case => ({
    request: observeProtocolRequest({
      ...PLAIN,
      ...facts,
      signature: '',
    } as unknown as ProtocolDiagnosisInput),
    credentials: { ...PLAIN.credentials, ...credentials },
  })
  switch (operation) {
    case 'sign':
    case 'signatureBaseString':
      return asProtocol(input)
    case 'baseStringUri':
      return asProtocol({ url: input['url'] })
    case 'normalizeParameters':
      return asProtocol({ extra: input['parameters'] })
    case 'verify': {
      const { method, url, headers, body } = input['request'] as {
        method: string
        url: string
        headers?: [string, string][]
        body?: unknown
      }
      return {
        request: observeRequest({
          method,
          url,
          headers: headers ?? [],
          body: octets(body),
          isWire: true,
        }),
        credentials,
      }
    }
    default:
      return null
  }
}

interface RsaKey {
  readonly privateKey: string
  readonly publicKey: string
}

function readRsaKeys(): readonly [RsaKey, RsaKey] {
  const all = readVectors().map(
    ({ input }) => (input['credentials'] as Partial<RsaKey> | undefined)?.privateKey ?? '',
  )
  const [one, other] = [
    ...new Set(all.filter((pem) => /^-----BEGIN RSA PRIVATE KEY-----\nMIIE/.test(pem))),
  ]
  if (one === undefined || other === undefined) return assert.fail('the suite has too few RSA keys')
  return [withPublicKey(one), withPublicKey(other)]
}

const withPublicKey = (privateKey: string): RsaKey => ({
  privateKey,
  publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }) as string,
})

/** Two 2048-bit RSA keys of the suite. */
export const RSA_KEYS: readonly [RsaKey, RsaKey] = readRsaKeys()
