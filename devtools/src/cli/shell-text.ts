/**
 * Quotes values for a shell, so that bash, zsh, fish and dash read the exact value and run nothing.
 */
import { splitPrintable } from 'countersign/internal'
import { usageError } from './arguments/options.ts'

/**
 * Quotes a value as one word.
 *
 * Between single quotes, bash, zsh and dash take every character literally, but fish interprets `\`
 * as an escape. So quotes and backslashes are written outside of the quotes. Control characters,
 * which a terminal or a line editor would interpret, are written in octal: `"$(printf '\033')"`.
 *
 * @throws CountersignError `usage`: the value contains NUL or a lone surrogate, which no argument
 *   can contain
 */
export function quoteForShell(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw usageError(
      'a value contains NUL or a lone surrogate, which a shell argument cannot contain',
      'check the source of the value and its character encoding',
    )
  }
  const pieces = splitPrintable(text).map(({ part, isPrintable }) =>
    isPrintable ? inQuotes(part) : inOctal(part),
  )
  return pieces.length === 0 ? "''" : pieces.join('')
}

/** Quotes a value for the command in a hint, only if the shell requires it. */
export function shellWord(text: string): string {
  return /^[\w./:@,][\w./:@,-]*$/.test(text) ? text : quoteForShell(text)
}

/** Formats `export` lines, for `eval` in bash, zsh and dash, and for `source` in fish. */
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
