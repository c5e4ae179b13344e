/** How servers spell what they repeat: as it is, or for a URL, a form, JSON or HTML, and one inside another. */

const ENTITIES = new Map([['&', 'amp'], ['"', 'quot'], ["'", 'apos'], ['<', 'lt'], ['>', 'gt']])

// Each of them has an end, so that a hostile text makes no search long. They are for text in JSON in JSON, "%252F",
// and "&amp;#39;".
const BACKSLASHES = '\\\\{1,7}'
const PERCENT = '%(?:25){0,3}'
const AMPERSAND = '&(?:amp;){0,3}'

/** The source of a pattern, for any case of letters, that finds a text in each spelling of each of its characters. */
export function spellings(text: string): string {
  return (text.toWellFormed().match(/\\+|\s+|[^\\\s]/gu) ?? []).map(spellingsOfPiece).join('')
}

/** @param piece one character, or several backslashes or white spaces */
function spellingsOfPiece(piece: string): string {
  const escaped = `(?:${[...piece].map(escapedCharacter).join(')(?:')})`
  // JSON writes one backslash as two, and JSON in JSON as four.
  if (piece.startsWith('\\')) return `(?:${escaped}|\\\\{${piece.length},${piece.length * 8}})`
  if (/^\s/.test(piece)) return `(?:${escaped}|[\\s+]{${piece.length}})`
  const literal = `\\u{${piece.codePointAt(0)!.toString(16)}}`
  return /^\w$/.test(piece) ? `(?:${literal}|${escaped})` : `(?:(?:${BACKSLASHES})?${literal}|${escaped})`
}

/** One character, as the alternatives to itself. */
function escapedCharacter(character: string): string {
  const code = character.codePointAt(0)!
  const octets = [...Buffer.from(character)].map((octet) => PERCENT + hex(octet, 2)).join('')
  const units = character.split('').map((unit) => `${BACKSLASHES}u${hex(unit.charCodeAt(0), 4)}`)
  const entity = ENTITIES.get(character)
  const short = JSON.stringify(character).slice(2, -1)
  return [
    octets,
    units.join(''),
    `${AMPERSAND}#(?:0{0,6}${code}|x0{0,6}${code.toString(16)});?`,
    ...(entity === undefined ? [] : [`${AMPERSAND}${entity};?`]),
    // In JSON, "\n" and the like.
    ...(/^\s$/.test(character) && /^\w$/.test(short) ? [BACKSLASHES + short] : []),
    // A form writes a space as "+", which may be percent-encoded in its turn.
    ...(character === ' ' ? [`${PERCENT}2b`] : []),
  ].join('|')
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, '0')
