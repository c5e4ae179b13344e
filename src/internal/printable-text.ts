/** Text of foreign origin, made safe to show: what a terminal or a page acts on, or does not show, is spelled out. */

/**
 * Controls (C0, C1), marks of direction (U+061C, U+200E, U+202A to U+202E, U+2066 to U+2069), what has no width or no
 * glyph, separators of lines, halves of surrogate pairs, and code points that Unicode leaves to private use or to nothing.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

const escape = (character: string): string =>
  `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`

/** One line. A line end reads `\n`, and each other unprintable character reads as `\u{1B}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (character === '\n' ? '\\n' : escape(character)))
}

/** The same with line ends and tabs as they are. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    /[\n\t]/.test(character) ? character : escape(character),
  )
}

/** Cuts a text into parts that are printable, line ends among them, and parts that are not. */
export function splitPrintable(
  text: string,
): { readonly part: string; readonly isPrintable: boolean }[] {
  const parts = text.split(new RegExp(`((?:(?!\\n)${UNPRINTABLE.source})+)`, 'u'))
  return parts
    .map((part, index) => ({ part, isPrintable: index % 2 === 0 }))
    .filter(({ part }) => part !== '')
}

/** Makes each text in a list or a plain object one printable line. */
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

/** The same characters in JSON text, by its own escapes: a parser reads the same value. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (character) => {
    if (/[\n\t]/.test(character)) return character
    return character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  })
}

/** JSON that is safe on a terminal. */
export function toPrintableJson(value: unknown, space?: number): string {
  return printableJson(JSON.stringify(value, null, space))
}

/** One line for a message: unprintable characters and runs of white space become a space, and it is cut to 200. */
export function singleLine(text: string): string {
  return text.replace(UNPRINTABLE, ' ').replace(/\s+/g, ' ').trim().slice(0, 200).toWellFormed()
}
