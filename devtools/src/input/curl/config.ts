/**
 * Parses a curl config file (`--config`): one option a line, and its value after a space, "=" or
 * ":".
 */

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', v: '\v' }

/** The options and their values as words of a command line. */
export function readConfig(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, option = '', rest = ''] = /^\s*(-[^\s]*|[^\s#=:][^\s=:]*)(.*)$/s.exec(line) ?? []
    if (option === '') return []
    const name = option.startsWith('-') ? option : `--${option}`
    const value = rest.replace(option.startsWith('-') ? /^\s+/ : /^[\s=:]+/, '')
    return value === '' ? [name] : [name, readValue(value)]
  })
}

function readValue(text: string): string {
  if (!text.startsWith('"')) return /^\S*/.exec(text)![0]
  let value = ''
  for (let at = 1; at < text.length && text[at] !== '"'; at++) {
    if (text[at] === '\\' && at + 1 < text.length) value += ESCAPES[text[++at]!] ?? text[at]!
    else value += text[at]!
  }
  return value
}
