/** How much of what a subject says is kept. A report repeats each text many times, so it is cut where it is read. */
import { cut } from '../../terminal/index.ts'

/** In characters: of a name, a version or a language, and of the name of an operation or a method. */
export const NAME_LENGTH = 100
/** Of operations, and of methods. */
export const NAME_COUNT = 100
/** In characters. */
export const MESSAGE_LENGTH = 500
/** In characters: what is shown behind the length of the expected text. The first difference is always in view. */
const EXCESS = 1000

export const cutName = (name: string): string => cut(name, NAME_LENGTH)
export const cutNames = (names: readonly string[]): string[] =>
  names.slice(0, NAME_COUNT).map(cutName)
export const cutMessage = (message: string): string => cut(message, MESSAGE_LENGTH)
export const cutActual = (actual: string, expected: string): string =>
  cut(actual, expected.length + EXCESS)

/** Whether a text is short enough to look for the mistake that made it of the expected one. */
export const isComparable = (text: string, expected: string): boolean =>
  text.length <= 4 * expected.length + EXCESS
