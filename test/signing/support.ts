// Shared by the tests of the signing core: credentials, refusals, seeded randomness, and keys of
// the vectors.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import {
  type CountersignError,
  CountersignError as ErrorClass,
  type OctetString,
  type Parameter,
  parseAuthorizationHeader,
  parseForm,
  SIGNATURE_METHODS,
  type SignedRequest,
  type SigningOptions,
  type WireRequest,
} from '../../src/signing/index.ts'
import {
  createMemoryReplayStore,
  type Verification,
  type Verifier,
  verifyRequest,
} from '../../src/server/index.ts'

/** The credentials of RFC 5849 §1.2, and a fixed nonce and timestamp. */
export const CREDENTIALS: SigningOptions & { readonly timestamp: number } = {
  consumerKey: 'dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44',
  token: 'nnch734d00sl2jdk',
  tokenSecret: 'pfkkdhi9sl3r4s00',
  nonce: 'kllo9940pd9333jh',
  timestamp: 1191242096,
}

export const URL_OF_PHOTOS = 'https://photos.example.net/photos?file=vacation.jpg&size=original'

/** Asserts that an error is a complete CountersignError. */
export function assertRefusal(error: unknown, code: string, section: string): CountersignError {
  assert.ok(error instanceof ErrorClass, `a typed error was expected, not ${String(error)}`)
  assert.equal(error.name, 'CountersignError')
  assert.deepEqual({ code: error.code, section: error.section }, { code, section }, error.message)
  assert.match(error.hint, /^\S(?:.*\S)?$/s, 'the hint says something, to its end')
  // Lower case, no full stop. Names such as "PLAINTEXT" may come first.
  assert.match(error.message, /^\S.*[^.\s]$/s)
  return error
}

/** The error with which `action` refuses. */
export function refusal(code: string, section: string, action: () => unknown): CountersignError {
  let result: unknown
  try {
    result = action()
  } catch (error) {
    return assertRefusal(error, code, section)
  }
  return assert.fail(`nothing was refused; the result was ${JSON.stringify(result)}`)
}

/** A small seeded generator for tests: mulberry32. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** From 0 to `limit - 1`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  /**
   * Text with difficult characters: reserved characters, escapes, spaces, several planes of
   * Unicode.
   */
  text(maxLength = 12): string {
    const codePoint = (): number => {
      const from = this.below(6)
      if (from < 3) return 0x20 + this.below(0x5f)
      if (from === 3) return this.below(0x800)
      const other = this.below(0x110000)
      return other >= 0xd800 && other < 0xe000 ? 0x25 : other
    }
    return Array.from({ length: this.below(maxLength + 1) }, () =>
      String.fromCodePoint(codePoint()),
    ).join('')
  }

  octets(maxLength = 12): Uint8Array {
    return Uint8Array.from({ length: this.below(maxLength + 1) }, () => this.below(256))
  }

  shuffle<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items]
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
    }
    return shuffled
  }
}

/** The number of the RFC. Fresh seeds are for `npm run fuzz`. */
const SEED = 5849

/**
 * Runs a property many times, from a fixed seed. A failure names the seed; TEST_SEED=… tries
 * another.
 */
export async function forAll(
  rounds: number,
  property: (random: Random, round: number) => unknown,
): Promise<void> {
  const seed = Number(process.env['TEST_SEED'] ?? SEED)
  const random = new Random(seed)
  for (let round = 0; round < rounds; round++) {
    try {
      await property(random, round)
    } catch (error) {
      throw new Error(
        `the property fails in round ${round} of TEST_SEED=${seed}: ${String(error)}`,
        { cause: error },
      )
    }
  }
}

export function headerOf({ headers }: WireRequest, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1] ?? null
}

/** The protocol parameters of a signed request, in any transmission. */
export function protocolOf(request: WireRequest): Map<string, string> {
  const authorization = headerOf(request, 'authorization')
  const all: readonly Parameter[] = [
    ...(authorization?.startsWith('OAuth ')
      ? parseAuthorizationHeader(authorization).parameters
      : []),
    ...parseForm(/\?([^#]*)/.exec(request.url)?.[1] ?? ''),
    ...(headerOf(request, 'content-type')?.includes('urlencoded')
      ? parseForm(String(request.body ?? ''))
      : []),
  ]
  const protocol = all
    .filter(([name]) => String(name).startsWith('oauth_'))
    .map(([name, value]) => [String(name), String(value)] as const)
  assert.equal(new Map(protocol).size, protocol.length, 'no protocol parameter is repeated')
  return new Map(protocol)
}

export const signatureOf = (request: WireRequest): string =>
  protocolOf(request).get('oauth_signature') ?? ''

/** A server that knows one client and one token. */
export function serverFor(
  options: Partial<SigningOptions>,
  changes: Partial<Verifier> = {},
): Verifier {
  return {
    findConsumer: (key) => (key === options.consumerKey ? options : null),
    findToken: (token) =>
      token === options.token ? { tokenSecret: options.tokenSecret ?? '' } : null,
    replayStore: createMemoryReplayStore(),
    signatureMethods: SIGNATURE_METHODS,
    now: () => CREDENTIALS.timestamp,
    ...changes,
  }
}

/** The wire form of a signed request, without its class. */
export const onWire = ({ method, url, headers, body }: SignedRequest): WireRequest => ({
  method,
  url,
  headers,
  body,
})

export function verify(
  request: WireRequest,
  changes: Partial<Verifier> = {},
): Promise<Verification> {
  return verifyRequest(request, serverFor(CREDENTIALS, changes))
}

/** The error of a verdict that must be a refusal. */
export function assertInvalid(
  verdict: Verification,
  status: number,
  code: string,
  section: string,
): CountersignError {
  if (verdict.valid) assert.fail(`the request was accepted, ${code} was expected`)
  assertRefusal(verdict.error, code, section)
  assert.equal(verdict.status, status)
  return verdict.error
}

interface VectorInput {
  readonly credentials: { readonly privateKey: string; readonly publicKey: string }
  readonly request: WireRequest
}

/** The input of a vector, by its id. */
export function vectorInput(id: string): VectorInput {
  const file = new URL(`../vectors/${id.slice(0, id.indexOf('/'))}.json`, import.meta.url)
  type Input = Partial<VectorInput>
  interface Group {
    readonly context?: Input
    readonly tests: readonly { readonly id: string; readonly input: Input }[]
  }
  const { groups } = JSON.parse(readFileSync(file, 'utf8')) as { readonly groups: readonly Group[] }
  for (const { context, tests } of groups) {
    const found = tests.find((vector) => vector.id === id)?.input
    if (found === undefined) continue
    const credentials = {
      privateKey: '',
      publicKey: '',
      ...context?.credentials,
      ...found.credentials,
    }
    return {
      credentials,
      request: {
        method: 'GET',
        url: '',
        headers: [],
        body: null,
        ...context?.request,
        ...found.request,
      },
    }
  }
  return assert.fail(`there is no vector ${id}`)
}

export const hexOf = (octets: OctetString): string => Buffer.from(octets as string).toString('hex')
