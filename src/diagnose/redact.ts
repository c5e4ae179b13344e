/** Keeps secrets out of whatever is shown: the last line of defence behind code that does not put them there. */
import { percentEncode } from '../signing/index.ts'

/** Shorter ones are not looked for inside other text, where they would be found by chance. */
const SHORTEST_INSIDE = 8
const SHORTEST = 4

/** A function that takes all secrets out of texts, lists and plain objects, however they are encoded. */
export function redactor(secrets: readonly (string | null | undefined)[]): <Value>(value: Value) => Value {
  const spellings = secrets.flatMap((secret) => (secret ? [secret, ...lines(secret)] : [])).flatMap(spell)
  const long = [...new Set(spellings.filter((text) => text.length >= SHORTEST_INSIDE))].sort(
    (a, b) => b.length - a.length,
  )
  const short = [...new Set(spellings.filter((text) => text.length >= SHORTEST && text.length < SHORTEST_INSIDE))].map(
    asWord,
  )
  const redactText = (text: string): string => {
    for (const secret of long) text = text.replaceAll(secret, '***')
    for (const secret of short) text = text.replace(secret, '***')
    return text
  }
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redact(member)]))
  }
  return redact as <Value>(value: Value) => Value
}

/** The text, trimmed, and percent-encoded up to three times; as JSON writes it too. */
function spell(secret: string): string[] {
  const trimmed = secret.trim()
  return [secret, trimmed].flatMap((text) => {
    if (!text.isWellFormed()) return [text]
    const once = percentEncode(text)
    const twice = percentEncode(once)
    return [
      text,
      once,
      twice,
      percentEncode(twice),
      JSON.stringify(text).slice(1, -1),
      encodeURIComponent(text),
      Buffer.from(text).toString('base64'),
    ]
  })
}

/** The lines of a PEM text. */
const lines = (secret: string): string[] =>
  secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----')) : []

function asWord(secret: string): RegExp {
  const escaped = secret.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  return new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`, 'g')
}
