// The spellings of a text in servers and logs, implemented independently of the sources.
type Spell = (text: string) => string

const hex = (text: string): string => Buffer.from(text).toString('hex')
const json = (text: string): string => JSON.stringify(text).slice(1, -1)
const percent: Spell = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${hex(character).toUpperCase()}`)
const times = (count: number, spell: Spell): Spell =>
  count === 0 ? (text) => text : (text) => spell(times(count - 1, spell)(text))
const lowerEscapes = (text: string): string =>
  text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
const form: Spell = (text) => new URLSearchParams({ a: text }).toString().slice(2)
const references =
  (write: (code: number) => string): Spell =>
  (text) =>
    Array.from(text, (one) => (/^[A-Za-z0-9]$/.test(one) ? one : write(one.codePointAt(0)!))).join(
      '',
    )
const html: Spell = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
const ascii: Spell = (text) =>
  json(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Spellings of the whole text between other text. */
export const SPELLINGS: Readonly<Record<string, Spell>> = {
  'as it is': (text) => text,
  'percent-encoded once': percent,
  'percent-encoded twice': times(2, percent),
  'percent-encoded three times': times(3, percent),
  'percent-encoded four times': times(4, percent),
  'percent-encoded in lower case, as .NET has it': (text) => lowerEscapes(percent(text)),
  'percent-encoded twice in lower case': (text) =>
    lowerEscapes(percent(lowerEscapes(percent(text)))),
  'each octet percent-encoded': (text) => hex(text).replace(/../g, '%$&'),
  encodeURIComponent,
  'a form, with + for a space': form,
  'a form in a form': times(2, form),
  JSON: json,
  'JSON in ASCII': ascii,
  'JSON in JSON': times(2, json),
  'JSON with escaped slashes': (text) => json(text).replaceAll('/', '\\/'),
  'JSON, percent-encoded': (text) => percent(json(text)),
  'percent-encoded, in JSON': (text) => json(percent(text)),
  HTML: html,
  'HTML in HTML': times(2, html),
  'HTML with decimal references': references((code) => `&#${code};`),
  'HTML with hexadecimal references': references(
    (code) => `&#x${code.toString(16).toUpperCase()};`,
  ),
  'HTML with zeros before a number': references((code) => `&#0${code};`),
  'HTML, percent-encoded': (text) => percent(html(text)),
  'hex in lower case': hex,
  'hex in upper case': (text) => hex(text).toUpperCase(),
}

/** The three spellings of a text in base64, one for each number of octets before it modulo 3. */
export const PREFIXES: readonly string[] = ['', 'u', 'us', 'user:', 'a:b', '\u00e9:']

export const base64 = (before: string, text: string, after = ''): string =>
  Buffer.from(before + text + after).toString('base64')

/** For each of them, the digits that hold only bits of the text. */
export function base64Cores(text: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bits = Buffer.byteLength(text) * 8
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor((before * 8 + bits) / 6)
    const core = base64('x'.repeat(before), text).slice(first, last)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** The spelling of a secret that a text holds, or `null`. */
export function spellingIn(output: string, secret: string): string | null {
  const found = Object.entries(SPELLINGS).find(([, spell]) => output.includes(spell(secret)))
  if (found !== undefined) return found[0]
  const cores = [secret, percent(secret)].flatMap(base64Cores).filter((core) => core.length > 3)
  return cores.some((core) => output.includes(core)) ? 'base64' : null
}
