/**
 * Makes untrusted text safe to show on a terminal or a page: control and invisible characters
 * become escapes.
 */

/**
 * Control characters (C0, C1), bidirectional controls (U+061C, U+200E, U+202A to U+202E, U+2066 to
 * U+2069), characters without a width or a glyph, line separators, lone surrogates, private use
 * characters, and noncharacters.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

const escape = (character: string): string =>
  `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`

/**
 * Makes one line: a line feed becomes `\n`, and every other unprintable character an escape such as
 * `\u{1B}`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character === '\n' ? '\\n' : escape(character)))
}

/** The same, but keeps line feeds and tabs. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    /[\n\t]/.test(character) ? character : escape(character),
  )
}

/**
 * Splits a text into printable parts and unprintable parts. A line feed belongs to a printable
 * part.
 */
export function splitPrintable(
  text: string,
): { readonly part: string; readonly isPrintable: boolean }[] {
  const parts = text.split(new RegExp(`((?:(?!\\n)${UNPRINTABLE.source})+)`, 'u'))
  return parts
    .map((part, index) => ({ part, isPrintable: index % 2 === 0 }))
    .filter(({ part }) => part !== '')
}

/** Applies `printable` to each text in a list or a plain object, at every depth. */
export function printableTexts<Value>(value: Value): Value {
  return mapTexts(value, printable) as Value
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)]),
  )
}

/** Replaces the same characters in JSON text by JSON escapes. A parser reads the same value. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (character) => {
    if (/[\n\t]/.test(character)) return character
    return character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  })
}

/** Serialises a value as JSON that is safe on a terminal. */
export function toPrintableJson(value: unknown, space?: number): string {
  return printableJson(JSON.stringify(value, null, space))
}

/**
 * Makes one line for a message: each run of unprintable characters and white space becomes a space.
 * Cuts at 200.
 */
export function singleLine(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim().slice(0, 200).toWellFormed()
}
