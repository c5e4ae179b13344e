/** Random text for the sandbox's tokens, secrets and verifiers. */
import { randomInt } from 'node:crypto'

/**
 * Returns `length` characters of `alphabet`. It must not return the same text twice, because tokens
 * identify credentials.
 */
export type RandomText = (length: number, alphabet: string) => string

export const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** For codes that a person copies: without the similar characters 0 and O, 1, I and L, U and V. */
export const LEGIBLE = '23456789ABCDEFGHJKMNPQRSTWXYZ'

/**
 * In characters: 190 random bits of letters and digits. RFC 5849 §4.9 requires secrets that resist
 * guessing.
 */
export const SECRET_LENGTH = 32

/** Uses a cryptographic source. All characters of the alphabet are equally likely. */
export const randomText: RandomText = (length, alphabet) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
