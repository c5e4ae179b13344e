/** What a secret looks like in a text, apart from the escapes that folding decodes. */
import { percentEncode } from '../signing/index.ts'
import { foldText, lowerCase } from './folded-text.ts'

export interface Spelling {
  /** In lower case. */
  readonly text: string
  /** Whether it counts as a whole word alone: a short one stands in other words by chance. */
  readonly isWord: boolean
  /** Whether its first and its last character may hang on to one that spells a piece of the secret, too. */
  readonly isBase64: boolean
}

export interface Spellings {
  /** To look for in folded text. */
  readonly folded: readonly Spelling[]
  /** To look for among the letters and digits of folded text. */
  readonly letters: readonly Spelling[]
  /** To look for in text as it is: folding may merge an escape with what stands beside a secret. */
  readonly literal: readonly Spelling[]
}

/** In octets. What is shorter is found by its position alone. */
const SHORTEST = 4
/** In octets. What is shorter is found as a whole word. */
const SHORTEST_INSIDE = 8
const MOST_ENCODINGS = 4
const SHORTEST_LINE = 16

/** All spellings of a secret. A secret of less than four octets has none. */
export function spellingsOf(secret: string): Spellings {
  const texts = [...new Set([secret, secret.trim(), ...linesOf(secret)])].map((text) =>
    text.toWellFormed(),
  )
  const folded = texts.flatMap((text) => {
    const encoded = [...new Set([text, percentEncode(text)])]
    const plain = foldedSpelling(text)
    return plain.length === 0 ? [] : [...plain, ...encoded.flatMap(binarySpellings)]
  })
  const literal = texts.filter((text) => text.length >= SHORTEST).flatMap(percentSpellings)
  return { folded, letters: texts.flatMap(lettersSpelling), literal }
}

/** A secret in folded text, alone. */
export function foldedSpelling(secret: string): Spelling[] {
  const { text } = foldText(secret)
  return text.length < SHORTEST ? [] : [spelling(text)]
}

/**
 * The letters and digits of a secret that holds other characters too: signers and servers encode those in wrong ways, and
 * what a diagnosis lays side by side is exactly that.
 */
export function lettersSpelling(secret: string): Spelling[] {
  const forms = [...new Set([secret, secret.normalize('NFD')])].map((form) => foldText(form).text)
  return forms
    .filter((folded) => /[^a-z0-9\-._~]/.test(folded))
    .map((folded) => lettersOf(folded).text)
    .filter((letters) => letters.length >= SHORTEST_INSIDE)
    .map(spelling)
}

/** The letters and digits of a folded text, and the place of each. */
export function lettersOf(folded: string): {
  readonly text: string
  readonly places: readonly number[]
} {
  const places: number[] = []
  // By runs, because a match for each letter of a long text takes long.
  for (const { 0: run, index } of folded.matchAll(/[a-z0-9]+/g))
    for (let place = index; place < index + run.length; place++) places.push(place)
  return { text: folded.replace(/[^a-z0-9]+/g, ''), places }
}

function spelling(text: string): Spelling {
  return { text, isWord: text.length < SHORTEST_INSIDE, isBase64: false }
}

/** As it is, and percent-encoded one to four times. */
function percentSpellings(text: string): Spelling[] {
  const spelled = [text]
  for (let times = 0; times < MOST_ENCODINGS; times++) spelled.push(percentEncode(spelled.at(-1)!))
  return [...new Set(spelled)].map((one) => spelling(lowerCase(one)))
}

/** In hex, and in base64 and base64url, with up to two octets before it that share its first digit. */
function binarySpellings(text: string): Spelling[] {
  const octets = Buffer.from(text)
  const base64 = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), octets]).toString('base64')
    // Only digits whose six bits are all the secret's.
    const digits = whole.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + octets.length) * 8) / 6),
    )
    return digits.length < SHORTEST
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

/** The lines of a PEM text, each of which is a secret. */
const linesOf = (secret: string): string[] =>
  secret.includes('\n')
    ? secret
        .split(/\r?\n/)
        .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith('-----'))
    : []
