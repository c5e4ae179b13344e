/** Where the sandbox's identifiers, secrets and verifiers come from. */
import { randomInt } from 'node:crypto'

/** A text of `length` characters, each out of `alphabet`. It must not repeat itself: tokens are told apart by it. */
export type RandomText = (length: number, alphabet: string) => string

export const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** For codes that a person copies: without 0 and O, 1, I and L, U and V. */
export const LEGIBLE = '23456789ABCDEFGHJKMNPQRSTWXYZ'

/** 190 bits out of letters and digits. RFC 5849 §4.9 asks for what outlives guessing. */
export const UNGUESSABLE = 32

/** From a cryptographic source, every character of the alphabet as likely as any other. */
export const randomText: RandomText = (length, alphabet) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
