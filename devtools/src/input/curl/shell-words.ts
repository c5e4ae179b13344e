/** A command line in its words, as a POSIX shell splits it. Nothing is expanded and nothing is run. */
import { counted, stop } from '../unreadable.ts'

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

/** The words up to the first operator, such as a pipe. @throws CountersignError `unreadable-input` */
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
    return stop({
      as: 'a curl command line',
      text,
      position: from - 1,
      understood: counted(words.length, 'word'),
      problem: `the quote ${quote} is never closed`,
      hint: 'paste the whole command, up to its last quote',
    })
  }
  while (position < text.length) {
    const character = text[position]!
    const next = text[position + 1]
    if (character === '\\') {
      // A backslash before a line end continues the line; before anything else it takes its meaning away.
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
      // A command ends with its line, unless a backslash continues it.
      if (character === '\n' && words.length > 0) break
    } else if (
      character === '&' &&
      /\?/.test(word ?? '') &&
      next !== undefined &&
      /[^\s&]/.test(next)
    ) {
      stop({
        as: 'a curl command line',
        text,
        position,
        understood: counted(words.length + 1, 'word'),
        problem: 'a shell ends the command at this &',
        hint: 'put the URL in quotes, here and where it was run: without them the rest was never sent',
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

/** Inside $'…': C escapes. */
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
    stop({
      as: 'a curl command line',
      text,
      position: at,
      understood: counted(wordsBefore, 'word'),
      problem: `the escape ${whole} stands for no character`,
      hint: 'characters go up to \\U0010FFFF',
    })
  }
  const next = text[at + 1] ?? ''
  return [ESCAPES[next] ?? next, at + 2]
}

/** Whether a command was copied for cmd.exe, whose escape is the caret. */
export const isForCmd = (text: string): boolean => /\^(?:"|\r?\n)/.test(text)

/** The words of a command for cmd.exe: carets first, then the quotes, as a Windows program reads its arguments. */
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
    stop({
      as: 'a curl command line for cmd.exe',
      text,
      position: text.length,
      understood: counted(words.length, 'word'),
      problem: 'a quote is never closed',
      hint: 'paste the whole command, up to its last quote',
    })
  }
  return word === null ? words : [...words, word]
}
