/**
 * Limits on the texts of a subject. A report repeats them many times, so they are cut when they are
 * read.
 */
import { cut } from '../../terminal/index.ts'

/**
 * The length of a name, version or language, and of the name of an operation or method, in
 * characters.
 */
export const NAME_LENGTH = 100
/** The number of operations, and of methods. */
export const NAME_COUNT = 100
/** The length of a message, in characters. */
export const MESSAGE_LENGTH = 500
/**
 * How much longer than the expected text an actual text may be, in characters. The first difference
 * is always kept.
 */
const MAX_EXCESS = 1000

export const cutName = (name: string): string => cut(name, NAME_LENGTH)
export const cutNames = (names: readonly string[]): string[] =>
  names.slice(0, NAME_COUNT).map(cutName)
export const cutMessage = (message: string): string => cut(message, MESSAGE_LENGTH)
export const cutActual = (actual: string, expected: string): string =>
  cut(actual, expected.length + MAX_EXCESS)

/**
 * Whether a text is short enough to search for the mistake that turns the expected text into it.
 */
export const isComparable = (text: string, expected: string): boolean =>
  text.length <= 4 * expected.length + MAX_EXCESS
