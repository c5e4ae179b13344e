/**
 * The properties of a case: the core agrees with the independent reading, and with its own inverse.
 */
import { isDeepStrictEqual } from 'node:util'
import * as server from '../../src/server/index.ts'
import * as signing from '../../src/signing/index.ts'
import type { Case, Data, Pair, SignCase } from './cases.ts'
import type { Answer, Question } from './reading.ts'

/** The functions under test. Tests of this tool pass broken ones. */
export type Core = Pick<typeof server, 'createMemoryReplayStore' | 'verifyRequest'> &
  Pick<
    typeof signing,
    | 'baseStringUri'
    | 'bodyHash'
    | 'createSigner'
    | 'formatAuthorizationHeader'
    | 'formatForm'
    | 'normalizeParameters'
    | 'parseAuthorizationHeader'
    | 'parseForm'
    | 'percentDecode'
    | 'percentEncode'
    | 'signRequest'
  >

/** The functions of src/signing and src/server. */
export const CORE: Core = { ...signing, ...server }

/** The result of the core, and the question for the reading. */
export interface Trial {
  /** The result in the shape of the reading's answer. `null` is a refusal. */
  readonly own: Answer
  readonly question: Question
  /**
   * Whether the core may refuse an input that the reading accepts, because its rules for requests
   * are stricter.
   */
  readonly mayRefuse: boolean
  /** The first property of the core alone that fails. */
  readonly fault: string | null
  /** The code of a refusal. */
  readonly code: string | null
}

/** @throws any error that is not a CountersignError, which is a bug of the core */
export async function tryCase(core: Core, each: Case): Promise<Trial> {
  const { question, mayRefuse = false, run } = trialOf(core, each)
  try {
    const { own, fault = null, asked = question } = await run()
    return { own, question: asked, mayRefuse, fault, code: null }
  } catch (error) {
    if (!(error instanceof signing.CountersignError)) throw error
    return { own: null, question, mayRefuse, fault: null, code: error.code }
  }
}

/** The difference between core and reading in one line, or `null`. */
export function difference({ own, mayRefuse, fault }: Trial, answer: Answer): string | null {
  if (fault !== null) return fault
  if (own === null)
    return answer === null || mayRefuse ? null : 'the core refuses, the reading does not'
  if (answer === null) return 'the reading refuses, the core does not'
  const name = Object.keys(own).find((key) => !isDeepStrictEqual(own[key], answer[key]))
  if (name === undefined) return null
  return `${name}: the core has ${show(own[name])}, the reading has ${show(answer[name])}`
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

interface Result {
  readonly own: NonNullable<Answer>
  readonly fault?: string | null
  /** For a question that depends on the result. */
  readonly asked?: Question
}

interface Plan {
  readonly question: Question
  readonly mayRefuse?: boolean
  run(): Result | Promise<Result>
}

function trialOf(core: Core, each: Case): Plan {
  switch (each.kind) {
    case 'sign':
      // A secret without its token is not a credential, and an empty token means no token.
      return signPlan(core, each.token ? each : { ...each, tokenSecret: '' })
    case 'text':
      return {
        question: { operation: 'percentEncode', input: each },
        run() {
          const encoded = core.percentEncode(toOctets(each.text))
          const fault = sameOctets(core.percentDecode(encoded), toOctets(each.text))
          return {
            own: { encoded },
            fault: fault ? null : 'what was encoded decodes to something else',
          }
        },
      }
    case 'form':
      return {
        question: { operation: 'normalizeForm', input: each },
        run() {
          const parameters = core.parseForm(each.form)
          const own = {
            parameters: parameters.map(fromPair),
            normalizedParameters: core.normalizeParameters(parameters),
          }
          return { own, fault: formFault(core, parameters) }
        },
      }
    case 'parameters':
      return {
        question: { operation: 'normalizeParameters', input: withoutSignature(each) },
        run() {
          const parameters = each.parameters.map(toPair)
          const own = { normalizedParameters: core.normalizeParameters(parameters) }
          return { own, fault: formFault(core, parameters) }
        },
      }
    case 'header':
      return {
        question: { operation: 'parseAuthorizationHeader', input: each },
        run() {
          const { realm, parameters } = core.parseAuthorizationHeader(each.header)
          return { own: { realm, parameters: parameters.map(fromPair) } }
        },
      }
    case 'write-header':
      return {
        question: { operation: 'formatAuthorizationHeader', input: each },
        mayRefuse: each.realm !== null,
        run() {
          const parameters = each.parameters.map(toPair)
          const header = core.formatAuthorizationHeader({ realm: each.realm, parameters })
          return {
            own: { authorizationHeader: header },
            fault: headerFault(core, header, each.realm, parameters),
          }
        },
      }
    case 'uri':
      return {
        question: { operation: 'baseStringUri', input: each },
        run: () => ({ own: { baseStringUri: core.baseStringUri(each.url, each.host) } }),
      }
    case 'body-hash':
      return {
        question: { operation: 'bodyHash', input: each },
        run: () => ({ own: { bodyHash: core.bodyHash(toOctets(each.body), each.hash) } }),
      }
  }
}

/** The caller of the reading's normalizeParameters must drop the signature. */
const withoutSignature = ({ parameters }: { readonly parameters: readonly Pair[] }): object => ({
  parameters: parameters.filter(([name]) => !sameOctets(toOctets(name), 'oauth_signature')),
})

function formFault(core: Core, parameters: readonly signing.Parameter[]): string | null {
  // RFC silent: an empty name with an empty value is written as "=", which is a parameter again.
  const again = core.parseForm(core.formatForm(parameters))
  return isDeepStrictEqual(again.map(fromPair), parameters.map(fromPair))
    ? null
    : 'what was written as a form parses to something else'
}

function headerFault(
  core: Core,
  header: string,
  realm: string | null,
  parameters: readonly signing.Parameter[],
): string | null {
  const named = parameters.filter(
    ([name]) => String(name).toLowerCase() !== 'realm' && name.length > 0,
  )
  if (named.length === 0 || named.length < parameters.length) return null
  const again = core.parseAuthorizationHeader(header)
  const isSame =
    again.realm === realm &&
    isDeepStrictEqual(again.parameters.map(fromPair), parameters.map(fromPair))
  return isSame ? null : 'what was written as a header parses to something else'
}

function signPlan(core: Core, each: SignCase): Plan {
  const {
    transmission,
    kind: _,
    method,
    url,
    headers,
    body,
    callback,
    verifier,
    extra,
    ...own
  } = each
  const request = {
    ...{ method, url, headers, callback, verifier, extra },
    body: body === null ? null : toOctets(body),
  }
  const options = { ...own, transmission }
  const question = { operation: 'sign', input: readingInput(each, url) }
  return {
    question,
    mayRefuse: true,
    async run() {
      const signed = core.signRequest(request, options)
      const again = core.createSigner(options).sign(request)
      const fault = isSameRequest(signed, again)
        ? null
        : 'createSigner signs otherwise than signRequest'
      return {
        own: ownResult(each, signed),
        fault: fault ?? (await verificationFault(core, each, signed)),
        asked: questionAbout(each, signed),
      }
    },
  }
}

function readingInput({ body, ...each }: SignCase, url: string): object {
  const { method, headers, consumerKey, consumerSecret, token, tokenSecret, ...protocol } = each
  const credentials = { consumerKey, consumerSecret, token, tokenSecret }
  return { ...protocol, method, url, headers, body, credentials }
}

/**
 * The reading reads the URL as it is on the wire, because the RFC does not define how `fetch`
 * spells it.
 */
function questionAbout(each: SignCase, signed: signing.SignedRequest): Question {
  if (each.transmission === 'header') {
    return { operation: 'sign', input: readingInput(each, signed.url) }
  }
  const { method, url, headers, body } = signed
  const input = { method, url, headers, body: body === null ? null : fromOctets(body) }
  const { signatureMethod, consumerSecret, tokenSecret } = each
  const credentials = { consumerSecret, tokenSecret }
  return { operation: 'requestBaseString', input: { ...input, signatureMethod, credentials } }
}

function ownResult(each: SignCase, signed: signing.SignedRequest): NonNullable<Answer> {
  const { trace, headers } = signed
  const isPlaintext = each.signatureMethod === 'PLAINTEXT'
  const sent = signing.collectParameters(signed).find(({ name }) => name === 'oauth_signature')
  const signature = { signature: sent?.value }
  const stages = {
    baseStringUri: trace.baseStringUri,
    normalizedParameters: trace.normalizedParameters,
    signatureBaseString: trace.signatureBaseString,
  }
  if (each.transmission !== 'header') return { ...stages, ...signature }
  const authorizationHeader = headers.find(([name]) => name === 'Authorization')?.[1]
  return { ...(isPlaintext ? {} : stages), ...signature, authorizationHeader }
}

const isSameRequest = (one: signing.SignedRequest, other: signing.SignedRequest): boolean =>
  one.url === other.url &&
  isDeepStrictEqual(one.headers, other.headers) &&
  isDeepStrictEqual(one.body, other.body)

async function verificationFault(
  core: Core,
  each: SignCase,
  { method, url, headers, body, trace }: signing.SignedRequest,
): Promise<string | null> {
  const { consumerKey, consumerSecret, token, tokenSecret, timestamp } = each
  const verdict = await core.verifyRequest(
    { method, url, headers, body },
    {
      findConsumer: (key) => (key === consumerKey ? { consumerSecret } : null),
      findToken: (key) => (key === token ? { tokenSecret } : null),
      replayStore: core.createMemoryReplayStore(1),
      signatureMethods: signing.SIGNATURE_METHODS,
      allowEmptySecrets: true,
      now: () => Number(timestamp),
    },
  )
  if (!verdict.valid)
    return `what was signed is refused: ${verdict.error.code}: ${verdict.error.message}`
  if (verdict.consumerKey !== consumerKey || verdict.token !== (token || null))
    return 'the verdict names another client or token'
  return verdict.trace.signatureBaseString === trace.signatureBaseString
    ? null
    : 'the verifier has another base string'
}

export const toOctets = (data: Data): signing.OctetString =>
  typeof data === 'string' ? data : Uint8Array.from(Buffer.from(data.hex, 'hex'))

const fromOctets = (octets: signing.OctetString): Data =>
  typeof octets === 'string' ? octets : { hex: Buffer.from(octets).toString('hex') }

const toPair = ([name, value]: Pair): signing.Parameter => [toOctets(name), toOctets(value)]

/** Octets that are UTF-8 become text, as in the answers of the reading. */
const fromPair = ([name, value]: signing.Parameter): Data[] => [normal(name), normal(value)]

const normal = (octets: signing.OctetString): Data =>
  fromOctets(typeof octets === 'string' ? octets : signing.toText(octets))

const sameOctets = (one: signing.OctetString, other: signing.OctetString): boolean =>
  isDeepStrictEqual(normal(one), normal(other))
