/** The one error of countersign. It imports nothing, and everything may throw it. */

export type ErrorDetails = Partial<Pick<CountersignError, 'section' | 'hint' | 'names' | 'cause'>>

/** An error with a stable `code` to switch on, the section of RFC 5849 behind it, and a hint; none holds a secret. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  readonly code: string
  readonly section: string | null
  readonly hint: string
  /** The parameters at fault, by name. */ readonly names: readonly string[]

  constructor(code: string, message: string, { section = null, hint = '', names = [], ...cause }: ErrorDetails = {}) {
    super(message, cause)
    this.code = code
    this.section = section
    this.hint = hint
    this.names = names
  }
}

/** Refuses an input by a rule of RFC 5849; `names` are the parameters at fault. @throws CountersignError always */
export function fail(code: string, section: string, message: string, hint: string, names: readonly string[] = []): never {
  throw new CountersignError(code, message, { section, hint, names })
}

/** Quotes an argument for a message: escaped, and cut where it grows long. */
export const quote = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
