/** The spellings of a secret in a text, apart from the escapes that folding decodes. */
import { percentEncode } from '../signing/index.ts'
import { foldText, lowerCase } from './folded-text.ts'

export interface Spelling {
  /** In lower case. */
  readonly text: string
  /**
   * Whether it matches only as a whole word. A short spelling occurs inside other words by chance.
   */
  readonly isWord: boolean
  /** Whether the base64 digit before or after it may hold bits of the secret too. */
  readonly isBase64: boolean
}

export interface Spellings {
  /** Searched for in folded text. */
  readonly folded: readonly Spelling[]
  /** Searched for in the letters and digits of folded text. */
  readonly letters: readonly Spelling[]
  /**
   * Searched for in the original text, because folding may join an escape with the characters
   * beside a secret.
   */
  readonly literal: readonly Spelling[]
}

/** In octets. A shorter secret is found only by position. */
const MIN_LENGTH = 4
/** In octets. A shorter secret matches only as a whole word. */
const MIN_LENGTH_INSIDE = 8
const MAX_ENCODINGS = 4
const MIN_PEM_LINE = 16

/** All spellings of a secret. A secret of fewer than four octets has none. */
export function spellingsOf(secret: string): Spellings {
  const texts = [...new Set([secret, secret.trim(), ...linesOf(secret)])].map((text) =>
    text.toWellFormed(),
  )
  const folded = texts.flatMap((text) => {
    const encoded = [...new Set([text, percentEncode(text)])]
    const plain = foldedSpelling(text)
    return plain.length === 0 ? [] : [...plain, ...encoded.flatMap(binarySpellings)]
  })
  const literal = texts.filter((text) => text.length >= MIN_LENGTH).flatMap(percentSpellings)
  return { folded, letters: texts.flatMap(lettersSpelling), literal }
}

/** The spelling of a secret in folded text, without binary encodings. */
export function foldedSpelling(secret: string): Spelling[] {
  const { text } = foldText(secret)
  return text.length < MIN_LENGTH ? [] : [spelling(text)]
}

/**
 * The letters and digits of a secret that holds other characters too. A faulty signer or server
 * encodes the other characters wrongly, and a diagnosis prints such text.
 */
export function lettersSpelling(secret: string): Spelling[] {
  const forms = [...new Set([secret, secret.normalize('NFD')])].map((form) => foldText(form).text)
  return forms
    .filter((folded) => /[^a-z0-9\-._~]/.test(folded))
    .map((folded) => lettersOf(folded).text)
    .filter((letters) => letters.length >= MIN_LENGTH_INSIDE)
    .map(spelling)
}

/** The letters and digits of a folded text, and the position of each. */
export function lettersOf(folded: string): {
  readonly text: string
  readonly places: readonly number[]
} {
  const places: number[] = []
  // One match for each run, because one match for each letter of a long text is slow.
  for (const { 0: run, index } of folded.matchAll(/[a-z0-9]+/g))
    for (let place = index; place < index + run.length; place++) places.push(place)
  return { text: folded.replace(/[^a-z0-9]+/g, ''), places }
}

function spelling(text: string): Spelling {
  return { text, isWord: text.length < MIN_LENGTH_INSIDE, isBase64: false }
}

/** The text itself, and the text percent-encoded one to four times. */
function percentSpellings(text: string): Spelling[] {
  const spelled = [text]
  for (let times = 0; times < MAX_ENCODINGS; times++) spelled.push(percentEncode(spelled.at(-1)!))
  return [...new Set(spelled)].map((one) => spelling(lowerCase(one)))
}

/**
 * Hex, base64 and base64url. In base64 up to two octets before the secret share its first digit.
 */
function binarySpellings(text: string): Spelling[] {
  const octets = Buffer.from(text)
  const base64 = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), octets]).toString('base64')
    // Only the digits whose six bits all belong to the secret.
    const digits = whole.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + octets.length) * 8) / 6),
    )
    return digits.length < MIN_LENGTH
      ? []
      : [digits, digits.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [
    { text: octets.toString('hex'), isWord: false, isBase64: false },
    ...[...new Set(base64)].map((digits) => ({
      text: foldText(digits).text,
      isWord: false,
      isBase64: true,
    })),
  ]
}

/** The lines of a PEM text. Each of them is a secret. */
const linesOf = (secret: string): string[] =>
  secret.includes('\n')
    ? secret
        .split(/\r?\n/)
        .filter((line) => line.length >= MIN_PEM_LINE && !line.startsWith('-----'))
    : []
