/** The adapter protocol on the side of the runner: its operations, and how answers are read. */
import { cutMessage, cutName, cutNames } from './bounds.ts'
import { isMembers, type Members, toJson } from './members.ts'

export const PROTOCOL = 1

/** What a subject announces about itself, cut to the limits of a report. */
export interface Announcement {
  readonly name: string
  readonly version: string
  readonly language: string
  readonly operations: readonly string[]
  readonly methods: readonly string[]
}

export type Answer =
  | { readonly kind: 'output'; readonly output: Members }
  | { readonly kind: 'rejected' | 'skipped' | 'errored'; readonly message: string }

/** The required member of the output of each operation. */
export const REQUIRED_MEMBER: Readonly<Record<string, string>> = {
  percentEncode: 'encoded',
  baseStringUri: 'baseStringUri',
  normalizeParameters: 'normalizedParameters',
  signatureBaseString: 'signatureBaseString',
  sign: 'signature',
  verify: 'valid',
  verifySequence: 'results',
  requestBaseString: 'normalizedParameters',
  signBaseString: 'signature',
  parseForm: 'parameters',
  parseAuthorizationHeader: 'parameters',
  formatAuthorizationHeader: 'authorizationHeader',
  bodyHash: 'bodyHash',
}

const IN_PROTOCOL = [
  'percentEncode',
  'baseStringUri',
  'normalizeParameters',
  'signatureBaseString',
  'sign',
  'verify',
]

/**
 * Whether an operation is not part of the protocol. It is run only if it is announced, and never
 * counts as unsupported.
 */
export const isSuiteInternal = (operation: string): boolean => !IN_PROTOCOL.includes(operation)

/** Reads the answer to `start`. @returns the announcement, or the fault as text */
export function readAnnouncement(message: unknown): Announcement | string {
  if (!isMembers(message)) return 'the answer to start is not a JSON object'
  const { protocol, implementation, operations, methods } = message
  if (protocol !== PROTOCOL)
    return `it speaks protocol ${cutName(toJson(protocol))}, and this is protocol ${PROTOCOL}`
  const { name, version, language } = isMembers(implementation) ? implementation : {}
  if (typeof name !== 'string' || typeof version !== 'string' || typeof language !== 'string') {
    return 'its "implementation" lacks a name, a version or a language'
  }
  if (!isTexts(operations) || !isTexts(methods))
    return 'its "operations" or "methods" is not a list of texts'
  return {
    name: cutName(name),
    version: cutName(version),
    language: cutName(language),
    operations: cutNames(operations),
    methods: cutNames(methods),
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string')

const KINDS = ['output', 'rejected', 'skipped', 'errored'] as const

/** Reads an answer with the right `seq`. An answer that breaks the protocol becomes `errored`. */
export function readAnswer(message: Members): Answer {
  const kinds = KINDS.filter((kind) => message[kind] !== undefined && message[kind] !== null)
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    return {
      kind: 'errored',
      message: `an answer has exactly one of ${KINDS.join(', ')}; this has ${kinds.join(' and ') || 'none'}`,
    }
  }
  const content = message[kind]
  if (!isMembers(content)) return { kind: 'errored', message: `"${kind}" is not a JSON object` }
  if (kind === 'output') return { kind, output: content }
  const parts = [content['code'], content['reason'], content['message']].filter(
    (part) => typeof part === 'string' && part !== '',
  )
  return { kind, message: cutMessage([...new Set(parts)].join(': ')) || 'no reason given' }
}

/** Formats a message as one line, even for adapters that split lines at U+2028 and U+2029. */
export function formatMessage(message: object): string {
  return `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`
}
