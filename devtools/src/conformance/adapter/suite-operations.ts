/**
 * The operations that only the suite has, and not the protocol, on the public functions of the
 * signing core.
 */
import { firstHeader, fromOctets, type ProtocolText, toOctets, toPairs } from '../../input/index.ts'
import {
  baseStringUri,
  bodyHash,
  type BodyHashAlgorithm,
  formatAuthorizationHeader,
  type HeaderList,
  isFormContentType,
  normalizeParameters,
  type Parameter,
  parseAuthorizationHeader,
  parseForm,
  prepareMethod,
  type Secrets,
  type SignatureMethodName,
  signatureBaseString,
} from 'countersign/signing'
import { createMemoryReplayStore } from 'countersign/server'
import { type ProtocolVerification, verifyWith } from './operations.ts'

type ProtocolPair = readonly [ProtocolText, ProtocolText]

interface CollectedRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderList
  readonly body: ProtocolText | null
  readonly parameters: readonly ProtocolPair[]
  readonly signatureMethod?: SignatureMethodName
  readonly credentials?: Secrets
}

interface BaseStringToSign {
  readonly baseString: string
  readonly signatureMethod: SignatureMethodName
  readonly credentials: Secrets
}

const fromPairs = (pairs: readonly Parameter[]): ProtocolPair[] =>
  pairs.map(([name, value]) => [fromOctets(name), fromOctets(value)])

async function requestBaseString(request: CollectedRequest): Promise<Record<string, unknown>> {
  const { method, url, headers, body, parameters, signatureMethod, credentials } = request
  const authorization = firstHeader(headers, 'authorization')
  const collected = [
    ...parseForm(/\?([^#]*)/.exec(url)?.[1] ?? ''),
    ...(authorization === null ? [] : parseAuthorizationHeader(authorization).parameters),
    ...toPairs(parameters),
    ...(body !== null && isFormContentType(firstHeader(headers, 'content-type'))
      ? parseForm(String(toOctets(body)))
      : []),
  ].filter(([name]) => name !== 'oauth_signature')
  const uri = baseStringUri(url, firstHeader(headers, 'host'))
  const normalizedParameters = normalizeParameters(collected)
  const text = signatureBaseString(method, uri, normalizedParameters)
  return {
    parameters: fromPairs(collected),
    baseStringUri: uri,
    normalizedParameters,
    signatureBaseString: text,
    ...(signatureMethod && {
      signature: await prepareMethod(signatureMethod, { ...credentials }).sign(text),
    }),
  }
}

async function verifySequence({
  steps,
}: {
  steps: readonly ProtocolVerification[]
}): Promise<Record<string, unknown>> {
  const replayStore = createMemoryReplayStore()
  const results: unknown[] = []
  for (const step of steps) results.push(await verifyWith(replayStore, step))
  return { results }
}

/** The operations by name. @throws CountersignError for refused input */
export const suiteOperations: Readonly<Record<string, (input: never) => unknown>> = {
  requestBaseString,
  verifySequence,
  signBaseString: async ({ baseString, signatureMethod, credentials }: BaseStringToSign) => ({
    signature: await prepareMethod(signatureMethod, credentials).sign(baseString),
  }),
  parseForm: ({ form }: { form: string }) => ({ parameters: fromPairs(parseForm(form)) }),
  parseAuthorizationHeader: ({ header }: { header: string }) => {
    const { realm, parameters } = parseAuthorizationHeader(header)
    return { realm, parameters: fromPairs(parameters) }
  },
  formatAuthorizationHeader: ({
    realm,
    parameters,
  }: {
    realm: string | null
    parameters: readonly ProtocolPair[]
  }) => ({
    authorizationHeader: formatAuthorizationHeader({ realm, parameters: toPairs(parameters) }),
  }),
  bodyHash: ({ body, hash }: { body: ProtocolText | null; hash: BodyHashAlgorithm }) => ({
    bodyHash: bodyHash(body === null ? null : toOctets(body), hash),
  }),
}
