/** Checks the input of an operation against the adapter protocol. */
import { isMembers } from '../protocol/members.ts'

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
/** A text, or octets as `{"hex": "…"}`. */
const isOctets: Check = (value) =>
  isText(value) || (isMembers(value) && typeof value['hex'] === 'string' && isHex(value['hex']))
const isHex = (text: string): boolean => text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text)
const isPairsOf =
  (isPart: Check): Check =>
  (value) =>
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isPart))
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || value === undefined || check(value)
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const isObjectOf =
  (members: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isMembers(value) && wrongMember(members, value) === null

const CREDENTIALS = {
  consumerKey: isText,
  consumerSecret: orNull(isText),
  token: orNull(isText),
  tokenSecret: orNull(isText),
  privateKey: orNull(isText),
  publicKey: orNull(isText),
}

const SENT = {
  method: isText,
  url: isText,
  headers: optional(isPairsOf(isText)),
  body: orNull(isOctets),
}

const REQUEST = {
  ...SENT,
  signatureMethod: isText,
  credentials: isObjectOf(CREDENTIALS),
  nonce: orNull(isText),
  timestamp: orNull(isText),
  version: orNull(isText),
  callback: orNull(isText),
  verifier: orNull(isText),
  realm: orNull(isText),
  extra: optional(isPairsOf(isOctets)),
}

const INPUTS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  percentEncode: { text: isOctets },
  baseStringUri: { url: isText },
  normalizeParameters: { parameters: isPairsOf(isOctets) },
  signatureBaseString: REQUEST,
  sign: REQUEST,
  diagnose: { ...REQUEST, signature: isText, theirBaseString: orNull(isText) },
  verify: {
    request: isObjectOf(SENT),
    credentials: isObjectOf(CREDENTIALS),
    now: optional((value) => typeof value === 'number'),
  },
}

/**
 * The fault of an input, or `null`. Inputs of operations that are not part of the protocol are not
 * checked.
 */
export function inputFault(operation: string, input: unknown): string | null {
  const members = Object.hasOwn(INPUTS, operation) ? INPUTS[operation]! : {}
  if (!isMembers(input)) return `the input of ${operation} is not a JSON object`
  const wrong = wrongMember(members, input)
  return wrong === null ? null : `"${wrong}" in the input of ${operation} is missing or malformed`
}

const wrongMember = (members: Readonly<Record<string, Check>>, value: object): string | null =>
  Object.entries(members).find(
    ([name, check]) => !check((value as Record<string, unknown>)[name]),
  )?.[0] ?? null
