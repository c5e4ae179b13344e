/**
 * Redacts secrets: by their value in every spelling, and by their position behind a secret name.
 */
import { type FoldedText, foldText, lowerCase, type Range } from './folded-text.ts'
import { isSecretName } from './secret-names.ts'
import { secretPositions } from './secret-positions.ts'
import { foldedSpelling, lettersOf, lettersSpelling, spellingsOf } from './secret-spellings.ts'
import { SpellingIndex } from './spelling-index.ts'

/** The text that replaces a secret. */
export const MASK = '***'

/**
 * Makes a function that redacts texts, lists and plain objects. It replaces the given secrets, and
 * the values of secret names. A secret of fewer than four octets is replaced only where it is the
 * value of a secret name.
 */
export function redactor(
  secrets: readonly (string | null | undefined)[],
): <Value>(value: Value) => Value {
  const known = new KnownSecrets(secrets)
  return (value) => new Redaction(known, value, true).redact(value) as typeof value
}

/** Redacts one text: the given secrets, and the values of secret names. */
export function redact(text: string, secrets: readonly string[]): string {
  return redactor(secrets)(text)
}

/** Redacts only the given secrets, and keeps the other values of secret names. */
export function redactValues(text: string, secrets: readonly string[]): string {
  return new Redaction(new KnownSecrets(secrets), text, false).redact(text) as string
}

/** The values of secret names in a text, as they are spelled there. */
export function secretsIn(text: string): string[] {
  const folded = foldText(text)
  const ranges = secretPositions(text, folded, PLAINTEXT.test(folded.text)).map(({ from, to }) =>
    folded.origin(from, to),
  )
  return ranges.map(({ from, to }) => text.slice(from, to))
}

const PLAINTEXT = /oauth_signature_method["' ]{0,4}[=:]["' ]{0,4}plaintext/

class KnownSecrets {
  readonly inFolded: SpellingIndex
  readonly inLetters: SpellingIndex
  readonly inLiteral: SpellingIndex

  constructor(secrets: readonly (string | null | undefined)[]) {
    const given = [...new Set(secrets)].filter(
      (secret) => typeof secret === 'string' && secret !== MASK,
    )
    const spelled = given.map((secret) => spellingsOf(secret!))
    this.inFolded = new SpellingIndex(spelled.flatMap(({ folded }) => folded))
    this.inLetters = new SpellingIndex(spelled.flatMap(({ letters }) => letters))
    this.inLiteral = new SpellingIndex(spelled.flatMap(({ literal }) => literal))
  }
}

/** The redaction of one value, which may hold many texts. */
class Redaction {
  readonly #known: KnownSecrets
  readonly #folded: ReadonlyMap<string, FoldedText>
  readonly #positions: ReadonlyMap<string, readonly Range[]>
  /** Secrets that were found by position in one text. They are redacted in the other texts too. */
  readonly #found: SpellingIndex
  readonly #foundLetters: SpellingIndex

  constructor(known: KnownSecrets, whole: unknown, isByPosition: boolean) {
    this.#known = known
    const texts = [...new Set(textsOf(whole))]
    this.#folded = new Map(texts.map((text) => [text, foldText(text)]))
    const isPlaintext = [...this.#folded.values()].some(({ text }) => PLAINTEXT.test(text))
    this.#positions = new Map(
      [...this.#folded].map(([text, folded]) => [
        text,
        isByPosition ? secretPositions(text, folded, isPlaintext) : [],
      ]),
    )
    const values = [...this.#positions].flatMap(([text, ranges]) =>
      ranges.map((range) => this.#original(text, range)),
    )
    const named = isByPosition ? namedValuesOf(whole) : []
    const found = withinLimit([...named, ...values])
    this.#found = new SpellingIndex(found.flatMap(foldedSpelling))
    this.#foundLetters = new SpellingIndex(found.flatMap(lettersSpelling))
  }

  redact(value: unknown): unknown {
    if (typeof value === 'string') return this.#redactText(value)
    if (Array.isArray(value)) return value.map((item) => this.redact(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        isValueOfSecret(value, name) && member !== '' ? MASK : this.redact(member),
      ]),
    )
  }

  #redactText(text: string): string {
    const folded = this.#folded.get(text)!
    const widen = ({ from, to }: Range): Range => this.#widen(text, from, to)
    const inFolded = [this.#known.inFolded, this.#found].flatMap((index) =>
      index.find(folded.text, widen),
    )
    const ranges = [...this.#positions.get(text)!, ...inFolded, ...this.#inLetters(folded)].map(
      ({ from, to }) => folded.origin(from, to),
    )
    return replaceRanges(text, [...ranges, ...this.#known.inLiteral.find(lowerCase(text))])
  }

  #inLetters({ text }: FoldedText): Range[] {
    const indexes = [this.#known.inLetters, this.#foundLetters].filter(({ isEmpty }) => !isEmpty)
    if (indexes.length === 0) return []
    const letters = lettersOf(text)
    return indexes
      .flatMap((index) => index.find(letters.text))
      .map(({ from, to }) => ({ from: letters.places[from]!, to: letters.places[to - 1]! + 1 }))
  }

  /** Adds the base64 digits on both sides, which hold some bits of the secret. */
  #widen(text: string, from: number, to: number): Range {
    const isDigit = (at: number): boolean =>
      /^[\w+/-]$/.test(this.#original(text, { from: at, to: at + 1 }))
    return { from: isDigit(from - 1) ? from - 1 : from, to: isDigit(to) ? to + 1 : to }
  }

  #original(text: string, { from, to }: Range): string {
    const range = this.#folded.get(text)!.origin(from, to)
    return text.slice(range.from, range.to)
  }
}

/**
 * The total length of the secrets that are found by position and searched for elsewhere, in code
 * units.
 */
const MAX_FOUND_LENGTH = 0x10000

/** Drops the secrets beyond the limit, which bounds the work of a search. */
function withinLimit(found: readonly string[]): string[] {
  let length = 0
  return [...new Set(found)].filter(
    (text) => text !== MASK && (length += text.length) <= MAX_FOUND_LENGTH,
  )
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  let redacted = ''
  let done = 0
  let end = -1
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    if (from > end) {
      redacted += (end < 0 ? '' : MASK) + text.slice(done, from)
      end = to
    }
    end = Math.max(end, to)
    done = end
  }
  return end < 0 ? text : redacted + MASK + text.slice(done)
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/**
 * Whether a member is a value, such as `encodedValue`, of an object whose `name` is a secret name.
 */
function isValueOfSecret(object: object, member: string): boolean {
  return (
    /value$/i.test(member) &&
    'name' in object &&
    typeof object.name === 'string' &&
    isSecretName(object.name)
  )
}

function namedValuesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && isValueOfSecret(value, name) ? [member] : namedValuesOf(member),
  )
}
