/**
 * Splits a command line into words like a POSIX shell or cmd.exe, without expanding or running
 * anything.
 */
import { counted, throwUnreadable } from '../unreadable.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  e: '\x1B',
  f: '\f',
  v: '\v',
}

/**
 * The words up to the first operator, such as a pipe.
 *
 * @throws CountersignError `unreadable-input`
 */
export function splitShell(text: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let position = 0
  const add = (piece: string): void => {
    word = (word ?? '') + piece
  }
  const until = (
    quote: string,
    from: number,
    read: (at: number) => readonly [piece: string, next: number],
  ): number => {
    let at = from
    while (at < text.length && text[at] !== quote) {
      const [piece, next] = read(at)
      add(piece)
      at = next
    }
    if (at < text.length) return at + 1
    return throwUnreadable({
      format: 'a curl command line',
      text,
      position: from - 1,
      understood: counted(words.length, 'word'),
      problem: `the quote ${quote} is not closed`,
      hint: 'paste the whole command, up to its last quote',
    })
  }
  while (position < text.length) {
    const character = text[position]!
    const next = text[position + 1]
    if (character === '\\') {
      // A backslash before a line break continues the line; otherwise it quotes the next character.
      const isContinued = next === '\n' || (next === '\r' && text[position + 2] === '\n')
      if (!isContinued) add(next ?? '')
      position += isContinued && next === '\r' ? 3 : 2
    } else if (character === "'") {
      add('')
      position = until("'", position + 1, (at) => [text[at]!, at + 1])
    } else if (character === '"') {
      add('')
      position = until('"', position + 1, (at) => readDouble(text, at))
    } else if (character === '$' && next === "'") {
      add('')
      position = until("'", position + 2, (at) => readAnsi(text, at, words.length))
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
      position++
      // A line break that is not escaped ends the command.
      if (character === '\n' && words.length > 0) break
    } else if (
      character === '&' &&
      /\?/.test(word ?? '') &&
      next !== undefined &&
      /[^\s&]/.test(next)
    ) {
      throwUnreadable({
        format: 'a curl command line',
        text,
        position,
        understood: counted(words.length + 1, 'word'),
        problem: 'a shell ends the command at this unquoted &',
        hint: 'put the URL in quotes, here and where the command was run: without quotes the rest of the URL was not sent',
      })
    } else if (/[|;<>&]/.test(character)) {
      break
    } else {
      add(character)
      position++
    }
  }
  return word === null ? words : [...words, word]
}

function readDouble(text: string, at: number): readonly [string, number] {
  const next = text[at + 1]
  if (text[at] !== '\\' || next === undefined) return [text[at]!, at + 1]
  if (next === '\n') return ['', at + 2]
  return /["\\$`!]/.test(next) ? [next, at + 2] : ['\\', at + 1]
}

/** Reads one character or C escape inside $'…'. */
function readAnsi(text: string, at: number, wordsBefore: number): readonly [string, number] {
  if (text[at] !== '\\') return [text[at]!, at + 1]
  const [whole = '', digits] =
    /^\\(?:u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))/.exec(
      text.slice(at, at + 10),
    ) ?? []
  if (whole !== '') {
    const isOctal = /^\\[0-7]/.test(whole)
    const code = parseInt(digits ?? whole.slice(isOctal ? 1 : 2), isOctal ? 8 : 16)
    if (code <= 0x10ffff) return [String.fromCodePoint(code), at + whole.length]
    throwUnreadable({
      format: 'a curl command line',
      text,
      position: at,
      understood: counted(wordsBefore, 'word'),
      problem: `the escape ${whole} is not a Unicode character`,
      hint: 'the last Unicode character is \\U0010FFFF',
    })
  }
  const next = text[at + 1] ?? ''
  return [ESCAPES[next] ?? next, at + 2]
}

/** Whether a command was copied for cmd.exe, which escapes with a caret. */
export const isForCmd = (text: string): boolean => /\^(?:"|\r?\n)/.test(text)

/** Splits a command for cmd.exe: removes the carets, then reads quotes like a Windows program. */
export function splitCmd(text: string): string[] {
  const line = text
    .replace(/\^\r?\n\r?\n/g, '\uE000')
    .replace(/\^\r?\n/g, ' ')
    .replace(/\^(.)/gs, '$1')
    .replaceAll('\uE000', '\n')
  const words: string[] = []
  let word: string | null = null
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === '\\' && line[at + 1] === '"') word = (word ?? '') + line[++at]!
    else if (character === '"' && isQuoted && line[at + 1] === '"')
      word = (word ?? '') + line[++at]!
    else if (character === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (/\s/.test(character) && !isQuoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (isQuoted) {
    throwUnreadable({
      format: 'a curl command line for cmd.exe',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem: 'a quote is not closed',
      hint: 'paste the whole command, up to its last quote',
    })
  }
  return word === null ? words : [...words, word]
}
