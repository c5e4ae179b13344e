/** The error class of countersign, and the checks that all files share. */

/** The codes by topic. Other layers add theirs by declaration merging; docs/errors.md lists all. */
export interface ErrorCodes {
  option: 'invalid-option' | 'unknown-option' | 'missing-credential' | 'unusable-key' | 'weak-key'
  text: 'lone-surrogate' | 'invalid-realm' | 'invalid-nonce' | 'invalid-timestamp' | 'missing-nonce'
  request: 'invalid-url' | 'invalid-method' | 'invalid-header' | 'duplicate-header' | 'invalid-body'
  place: 'invalid-content-type' | 'invalid-transmission' | 'authorization-present'
  signing: 'reserved-parameter' | 'plaintext-exposed' | 'asynchronous-method'
  method: 'unknown-signature-method'
}
export type ErrorCode = ErrorCodes[keyof ErrorCodes]

type Detail = 'section' | 'hint' | 'names' | 'problem' | 'cause'
export type ErrorDetails = Partial<Pick<CountersignError, Detail>>

/** An error with a stable `code`. It quotes the argument at fault, and holds no secret. */
export class CountersignError extends Error {
  override readonly name: string = 'CountersignError'
  readonly code: ErrorCode
  /** The section of RFC 5849 that applies. */ readonly section: string | null
  /** The next step, in one phrase. */ readonly hint: string
  /** The parameters or options at fault. */ readonly names: readonly string[]
  /** The `oauth_problem` of a refusal, as servers spell it. */ readonly problem: string | null

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : {})
    this.code = code
    this.section = details.section ?? null
    this.hint = details.hint ?? ''
    this.names = details.names ?? []
    this.problem = details.problem ?? null
  }
}

type Reason = [section: string, message: string, hint: string, names?: readonly string[]]

/** Refuses an input. `section` is the rule of RFC 5849, or the nearest one. @throws always */
export function fail(code: ErrorCode, ...[section, message, hint, names = []]: Reason): never {
  throw new CountersignError(code, message, { section, hint, names })
}

/** Quotes an argument for a message: cut after 60 characters, control characters escaped. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
  // JSON escapes C0 alone. C1 and bidirectional characters steer a terminal as well.
  const escape = (unit: string): string => `\\u{${unit.codePointAt(0)!.toString(16)}}`
  return quoted.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escape)
}

/** Never shows the value, which may be secret. @throws CountersignError `invalid-option` always */
export function refuseType(name: string, value: unknown, wanted: string): never {
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  fail('invalid-option', '3.1', `"${name}" has the type ${type}`, `give ${wanted}`, [name])
}

/** Text, or `null` if it is absent. @throws CountersignError `invalid-option` */
export function optionalText(name: string, value: unknown): string | null {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? null : refuseType(name, value, 'text')
}

/** @throws CountersignError `unknown-option`, with the nearest name; `invalid-option`: no object */
export function requireKnownOptions(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) refuseType(what, given, 'an object')
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const nearest = nearestName(name, known)
    const hint = nearest === null ? `known are ${known.join(', ')}` : `did you mean "${nearest}"?`
    fail('unknown-option', '3.1', `${what} has no option ${quote(name)}`, hint, [name])
  }
}

/** The known name nearest to a mistyped one, or `null` if more than a third of it differs. */
export function nearestName(typed: string, names: readonly string[]): string | null {
  // Counts the letters of each name that were not typed, plus the excess length.
  const differences = names.map((name) => {
    let rest = name.toLowerCase()
    for (const letter of typed.slice(0, 100).toLowerCase()) rest = rest.replace(letter, '')
    return rest.length + Math.max(0, typed.length - name.length)
  })
  const least = Math.min(...differences)
  return least <= Math.max(1, typed.length / 3) ? names[differences.indexOf(least)]! : null
}
