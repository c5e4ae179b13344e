// Control characters, bidirectional controls and invisible characters, without line feeds and tabs.
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)

/** Their code points. UAX #9 lists the bidirectional controls. */
export const STEERING: readonly number[] = [
  ...range(0x00, 0x08),
  ...range(0x0b, 0x1f),
  0x7f, // C0 and DEL
  ...range(0x80, 0x9f), // C1
  0x061c,
  0x200e,
  0x200f,
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069), // bidirectional controls
  0x200b,
  0x200c,
  0x200d,
  0x2060,
  0xfeff,
  0x00ad,
  0x034f,
  0x180e,
  0x3164, // no width, or no glyph
  0x2028,
  0x2029, // line and paragraph separators
  0xd800,
  0xdbff,
  0xdc00,
  0xdfff, // halves of surrogate pairs
  0xe000,
  0xfffe,
  0xffff,
  0xe0001,
  0xe0041, // private use, noncharacters, tags
]

/** A text with each of them between two letters. */
export const HOSTILE_TEXT: string = STEERING.map((code) => `x${String.fromCodePoint(code)}`).join(
  '',
)

/** The code points of a text that are hostile. Line feeds and tabs may be allowed. */
export function steeringIn(
  text: string,
  { allowed = '\n\t' }: { allowed?: string } = {},
): string[] {
  return Array.from(text)
    .filter(
      (character) =>
        !allowed.includes(character) &&
        (STEERING.includes(character.codePointAt(0)!) || character === '\n' || character === '\t'),
    )
    .map((character) => character.codePointAt(0)!.toString(16))
}

/** An output without the colour codes of countersign. */
export const withoutColours = (text: string): string =>
  text.replace(/\u001b\[[0-9;]*[mK]|\r\u001b\[K/g, '')
