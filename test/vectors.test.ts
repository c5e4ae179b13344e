// Every vector of test/vectors against countersign itself, by the rules of test/vectors/README.md.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { operations, type ProtocolVerification } from '../src/conformance/operations.ts'
import {
  baseStringUri,
  bodyHash,
  type BodyHashAlgorithm,
  CountersignError,
  createMemoryReplayStore,
  formatAuthorizationHeader,
  type Headers,
  isFormContentType,
  normalizeParameters,
  type OctetString,
  type Parameter,
  parseAuthorizationHeader,
  parseForm,
  prepareMethod,
  type SignatureMethodName,
  signatureBaseString,
  verifyRequest,
} from '../src/signing/index.ts'

const folder = new URL('./vectors/', import.meta.url)

interface Members {
  readonly [member: string]: unknown
}

interface Vector {
  readonly id: string
  readonly level: 'must' | 'should' | 'silent'
  readonly published?: { readonly id: string }
  readonly input: Members
  readonly expect: Members
}

interface VectorFile {
  readonly format: string
  readonly suite: string
  readonly operation: string
  readonly count: number
  readonly groups: readonly {
    readonly about: string
    readonly operation?: string
    readonly context?: Members
    readonly tests: readonly Vector[]
  }[]
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('hex' in value)

/** `context` with `input` merged over it, member by member at every depth. */
function merge(context: Members, input: Members): Members {
  const merged: Record<string, unknown> = { ...context }
  for (const [name, value] of Object.entries(input)) {
    const below = merged[name]
    merged[name] = isObject(below) && isObject(value) ? merge(below, value) : value
  }
  return merged
}

// Raw octets stand in the files as { "hex": "…" }.
type FileText = string | { readonly hex: string }
const fromFile = (text: FileText): OctetString => (typeof text === 'string' ? text : Buffer.from(text.hex, 'hex'))
const toFile = (text: OctetString): FileText =>
  typeof text === 'string' ? text : { hex: Buffer.from(text).toString('hex') }
const pairsFromFile = (pairs: readonly (readonly [FileText, FileText])[]): Parameter[] =>
  pairs.map(([name, value]) => [fromFile(name), fromFile(value)])
const pairsToFile = (pairs: readonly Parameter[]): [FileText, FileText][] =>
  pairs.map(([name, value]) => [toFile(name), toFile(value)])

interface BareRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: FileText | null
  readonly parameters: readonly (readonly [FileText, FileText])[]
  readonly signatureMethod?: SignatureMethodName
  readonly credentials?: Members
}

/** The stages one by one, each by its public function. */
async function requestBaseString({
  method,
  url,
  headers,
  body,
  parameters,
  signatureMethod,
  credentials,
}: BareRequest): Promise<Members> {
  const header = (wanted: string): string | null => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  const authorization = header('authorization')
  const form = body !== null && isFormContentType(header('content-type')) ? String(fromFile(body)) : ''
  const collected = [
    ...parseForm(query),
    ...(authorization === null ? [] : parseAuthorizationHeader(authorization).parameters),
    ...pairsFromFile(parameters),
    ...parseForm(form),
  ].filter(([name]) => name !== 'oauth_signature')
  const uri = baseStringUri(url, header('host'))
  const normalizedParameters = normalizeParameters(collected)
  const baseString = signatureBaseString(method, uri, normalizedParameters)
  return {
    parameters: pairsToFile(collected),
    baseStringUri: uri,
    normalizedParameters,
    signatureBaseString: baseString,
    ...(signatureMethod && { signature: await prepareMethod(signatureMethod, { ...credentials }).sign(baseString) }),
  }
}

async function verifySequence({ steps }: { steps: readonly Required<ProtocolVerification>[] }): Promise<Members> {
  const replayStore = createMemoryReplayStore()
  const results: Members[] = []
  for (const { request, credentials, now } of steps) {
    const body = request.body ?? null
    const arrived = {
      method: request.method,
      url: request.url,
      headers: request.headers ?? [],
      body: body === null ? null : fromFile(body),
    }
    const verdict = await verifyRequest(arrived, {
      findConsumer: (key) => (key === credentials.consumerKey ? credentials : null),
      findToken: (token) => (token === credentials.token ? { tokenSecret: credentials.tokenSecret ?? '' } : null),
      replayStore,
      now: () => now,
    })
    results.push(verdict.valid ? { valid: true } : { valid: false, reason: verdict.error.code })
  }
  return { results }
}

/** The operations that an adapter is never asked for, on the public functions of src/signing. */
const internalOperations: Readonly<Record<string, (input: never) => unknown>> = {
  requestBaseString,
  verifySequence,
  parseForm: ({ form }: { form: string }) => ({ parameters: pairsToFile(parseForm(form)) }),
  parseAuthorizationHeader: ({ header }: { header: string }) => {
    const { realm, parameters } = parseAuthorizationHeader(header)
    return { realm, parameters: pairsToFile(parameters) }
  },
  formatAuthorizationHeader: ({
    realm,
    parameters,
  }: {
    realm: string | null
    parameters: readonly [FileText, FileText][]
  }) => ({
    authorizationHeader: formatAuthorizationHeader({ realm, parameters: pairsFromFile(parameters) }),
  }),
  bodyHash: ({ body, hash }: { body: FileText | null; hash: BodyHashAlgorithm }) => ({
    bodyHash: bodyHash(body === null ? null : fromFile(body), hash),
  }),
  signBaseString: async (input: {
    baseString: string
    signatureMethod: SignatureMethodName
    credentials: Members
  }) => ({
    signature: await prepareMethod(input.signatureMethod, input.credentials).sign(input.baseString),
  }),
}

async function answer(operation: string, input: Members): Promise<Members> {
  const run = operations[operation] ?? internalOperations[operation]
  if (run === undefined) throw new Error(`no operation ${operation}`)
  try {
    return (await run(input as never)) as Members
  } catch (error) {
    // Only a typed error is a refusal; a crash is a failure.
    if (error instanceof CountersignError) return { rejected: true, code: error.code }
    return { crashed: String(error) }
  }
}

/** A header as a set of pairs with its realm: order and white space are free. Written apart from src on purpose. */
function headerAsSet(header: string): unknown {
  assert.match(header, /^OAuth\s/i)
  const octets = (text: string): string =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const items = header.slice(6).match(/[^\s,="]+="(?:[^"\\]|\\.)*"/g) ?? []
  return items
    .map((item) => {
      const [name, quoted] = [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 2, -1)]
      return name.toLowerCase() === 'realm'
        ? `realm ${quoted.replace(/\\(.)/g, '$1')}`
        : `${octets(name)}=${octets(quoted)}`
    })
    .sort()
}

// The stages of a signature in their order, so that a failure names the first one that differs.
const STAGES = [
  'rejected',
  'parameters',
  'baseStringUri',
  'normalizedParameters',
  'signatureBaseString',
  'signature',
  'authorizationHeader',
]
const stageOrder = (member: string): number => (STAGES.includes(member) ? STAGES.indexOf(member) : STAGES.length)

/** What differs first, or `null` where the outcome is the expected one. */
function difference(expected: Members, actual: Members): string | null {
  if ('crashed' in actual) return `crashed: ${String(actual['crashed'])}`
  if ('rejected' in actual && !('rejected' in expected))
    return `refused with ${String(actual['code'])}, expected ${JSON.stringify(expected)}`
  const members = Object.keys(expected).filter((member) => member !== 'as' && member !== 'stage')
  for (const member of members.sort((a, b) => stageOrder(a) - stageOrder(b))) {
    const [wanted, found] = [expected[member], actual[member]]
    const isSame =
      member === 'authorizationHeader' && typeof found === 'string'
        ? isDeepStrictEqual(headerAsSet(String(wanted)), headerAsSet(found))
        : isDeepStrictEqual(wanted, member === 'results' ? verdictsLike(wanted, found) : found)
    if (!isSame) return `${member}\n    expected ${JSON.stringify(wanted)}\n    actual   ${JSON.stringify(found)}`
  }
  return null
}

/** Verdicts without the reasons, where none are asked for. */
function verdictsLike(wanted: unknown, found: unknown): unknown {
  const asksForReasons = (wanted as readonly Members[]).some((verdict) => 'reason' in verdict)
  return asksForReasons ? found : (found as readonly Members[]).map(({ valid }) => ({ valid }))
}

function judge(expect: Members, actual: Members): { readonly problem: string | null; readonly reading: string | null } {
  if (!('oneOf' in expect)) return { problem: difference(expect, actual), reading: null }
  const alternatives = expect['oneOf'] as readonly Members[]
  const fitting = alternatives.find((alternative) => difference(alternative, actual) === null)
  if (fitting) return { problem: null, reading: String(fitting['as']) }
  const problems = alternatives.map(
    (alternative) => `not "${String(alternative['as'])}": ${difference(alternative, actual)}`,
  )
  return { problem: problems.join('\n  '), reading: null }
}

// A reason is a word of the OAuth Problem Reporting extension. These are the codes that say the same in other words.
const REASONS: Readonly<Record<string, string>> = {
  credentials_absent: 'parameter_absent',
  'invalid-header': 'parameter_rejected',
  'duplicate-header': 'parameter_rejected',
  'unknown-signature-method': 'signature_method_rejected',
  'plaintext-exposed': 'signature_method_rejected',
}

// The right verdict for another reason, which README.md calls non-strict.
const OTHER_REASONS: Readonly<Record<string, string>> = {
  'verify-parameters/header-without-parameters': 'a header without parameters is refused for its syntax',
  'verify-parameters/only-realm': 'so is one that holds nothing but a realm',
  'verify-parameters/token-missing':
    'without its token a request is that of the client alone, and is signed with another key',
}

function hasExpectedReason(id: string, expected: unknown, actual: unknown): boolean {
  if (expected === undefined || id in OTHER_REASONS || expected === actual) return true
  // The body hash extension leaves its refusal without a word of its own.
  const words = [REASONS[String(actual)], actual === 'parameter_rejected' ? 'body_hash_invalid' : undefined]
  return words.includes(String(expected))
}

const verdictsOf = ({ results, ...verdict }: Members): readonly Members[] =>
  (results as readonly Members[] | undefined) ?? [verdict]

/** Verdicts are compared here, and reasons by `hasExpectedReason`. */
function withoutReasons(outcome: Members): Members {
  const { reason: _, results, ...rest } = outcome
  return results === undefined
    ? rest
    : { ...rest, results: (results as readonly Members[]).map(({ valid }) => ({ valid })) }
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'schema.json')
  .sort()
const files = names.map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as VectorFile)

for (const [position, file] of files.entries()) {
  test(`${names[position]}: every vector gets the expected answer`, async (context) => {
    assert.equal(file.format, 'countersign-vectors/1')
    const problems: string[] = []
    const readings = new Map<string, number>()
    let count = 0
    for (const group of file.groups) {
      for (const { id, level, input, expect } of group.tests) {
        count += 1
        const actual = await answer(group.operation ?? file.operation, merge(group.context ?? {}, input))
        const { problem, reading } = 'oneOf' in expect ? judge(expect, actual) : judge(withoutReasons(expect), actual)
        if (problem !== null) problems.push(`${id} (${level}): ${problem}`)
        const found = verdictsOf(actual)
        for (const [step, { reason }] of verdictsOf(expect).entries()) {
          if (problem !== null || hasExpectedReason(id, reason, found[step]?.['reason'])) continue
          problems.push(
            `${id} (${level}): reason\n    expected ${String(reason)}\n    actual   ${String(found[step]?.['reason'])}`,
          )
        }
        if (reading !== null) readings.set(reading, (readings.get(reading) ?? 0) + 1)
      }
    }
    assert.ok(count > 0, 'the file has vectors')
    assert.equal(count, file.count, 'the file has as many vectors as it says')
    assert.ok(problems.length === 0, `${problems.length} of ${count} differ\n${problems.join('\n')}`)
    for (const [reading, times] of readings) context.diagnostic(`RFC silent or free, ${times} × ${reading}`)
  })
}

test('every published vector is in the suite', () => {
  const published = files.flatMap((file) =>
    file.groups.flatMap((group) => group.tests.flatMap((vector) => vector.published?.id ?? [])),
  )
  assert.ok(new Set(published).size >= 387, `${new Set(published).size} published vectors`)
})

test('no id is used twice', () => {
  const ids = files.flatMap((file) => file.groups.flatMap((group) => group.tests.map(({ id }) => id)))
  assert.deepEqual(
    ids.filter((id, position) => ids.indexOf(id) !== position),
    [],
  )
})

test('the comparison finds a wrong stage, a wrong refusal, a crash and an unlisted reading', () => {
  const right = { baseStringUri: 'u', signature: 's', authorizationHeader: 'OAuth realm="a", b="1", c="%2F"' }
  assert.equal(difference(right, { ...right, authorizationHeader: 'OAuth c="%2f",\n b="1",realm="a"' }), null)
  assert.match(
    difference(right, { ...right, authorizationHeader: 'OAuth realm="a", b="1", c="%252F"' }) ?? '',
    /^authorizationHeader/,
  )
  assert.match(
    difference(right, { ...right, signature: 't', baseStringUri: 'v' }) ?? '',
    /^baseStringUri\n.*"u"\n.*"v"/,
  )
  assert.match(difference(right, { rejected: true, code: 'x' }) ?? '', /^refused with x/)
  assert.match(difference({ rejected: true }, right) ?? '', /^rejected/)
  assert.match(difference({ rejected: true }, { crashed: 'TypeError' }) ?? '', /^crashed: TypeError/)
  assert.equal(
    judge(
      {
        oneOf: [
          { as: 'kept', encoded: 'a' },
          { as: 'refused', rejected: true },
        ],
      },
      { encoded: 'a' },
    ).reading,
    'kept',
  )
  assert.match(
    judge(
      {
        oneOf: [
          { as: 'kept', encoded: 'a' },
          { as: 'refused', rejected: true },
        ],
      },
      { encoded: 'b' },
    ).problem ?? '',
    /not "kept"/,
  )
})

test('a context is merged under an input at every depth, and lists are replaced', () => {
  const context = { headers: [['A', 'b']], credentials: { token: 't', tokenSecret: 's' }, body: { hex: '00' } }
  assert.deepEqual(merge(context, { headers: [], credentials: { token: null }, body: { hex: 'ff' } }), {
    headers: [],
    credentials: { token: null, tokenSecret: 's' },
    body: { hex: 'ff' },
  })
})
