/** Text for a shell: bash, zsh, fish and dash read back exactly the value, and run nothing. */
import { splitPrintable } from 'countersign/internal'
import { usage } from './arguments/options.ts'

/**
 * A value as one word.
 *
 * Between single quotes bash, zsh and dash take every character as it is, but fish takes `\` for an escape. So a quote and
 * a backslash stand outside of them. What a terminal or a line editor acts on is spelled in octal: `"$(printf '\033')"`.
 *
 * @throws CountersignError `usage`: NUL, which no argument holds, or half of a surrogate pair, which is no text
 */
export function quoteForShell(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw usage(
      'a value holds NUL or half of a surrogate pair, which no shell can take',
      'check where it comes from',
    )
  }
  const pieces = splitPrintable(text).map(({ part, isPrintable }) =>
    isPrintable ? inQuotes(part) : inOctal(part),
  )
  return pieces.length === 0 ? "''" : pieces.join('')
}

/** A value in a command that a hint gives: quoted where it has to be. */
export function shellWord(text: string): string {
  return /^[\w./:@,][\w./:@,-]*$/.test(text) ? text : quoteForShell(text)
}

/** Lines that set variables, for `eval` in bash, zsh and dash, and for `source` in fish. */
export function exportLines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `export ${name}=${quoteForShell(value)}\n`)
    .join('')
}

const inQuotes = (text: string): string => `'${text.replace(/['\\]/g, "'\\$&'")}'`

function inOctal(text: string): string {
  const octets = [...Buffer.from(text)].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`)
  return `"$(printf '${octets.join('')}')"`
}
