/** Keeps secrets out of whatever is shown: the last line of defence behind code that does not put them there. */
import { decodeFormText, percentDecode, percentEncode } from '../signing/index.ts'

/** Shorter ones are not looked for inside other text, where they would be found by chance. */
const SHORTEST_INSIDE = 8
const SHORTEST = 4
const MASK = '***'

/** How names end whose values are secrets: x_auth_password, oauth_token_secret, user[password], X-Api-Key. */
const SECRET_NAME =
  'password|passwd|pwd|passphrase|secret|session[-_]?handle|(?:api|private)[-_]?key|' +
  '(?:access|refresh|(?<!o)auth|bearer|id)[-_]?token'
const IS_SECRET_NAME = new RegExp(`(?:${SECRET_NAME})\\]?$`, 'i')
/** Such a name with its value, as it is, percent-encoded, and encoded once more. */
const NAMED = new RegExp(
  `((?:${SECRET_NAME})(?:\\]|%5D|%255D)?)` +
    '(?:(=)([^&#\\s"]+)|(%3D)((?:(?!%26)[^&\\s"])+)|(%253D)((?:(?!%26|%2526)[^&\\s"])+))',
  'gi',
)

/**
 * A function that takes all secrets out of texts, lists and plain objects, however they are encoded; and with them the
 * values of parameters in there whose names say that they are secrets.
 */
export function redactor(secrets: readonly (string | null | undefined)[]): <Value>(value: Value) => Value {
  return (value) => redactWith([...secrets, ...textsOf(value).flatMap(namedSecrets)], value)
}

function redactWith<Value>(secrets: readonly (string | null | undefined)[], whole: Value): Value {
  const spellings = secrets.flatMap((secret) => (secret ? [secret, ...lines(secret)] : [])).flatMap(spell)
  const long = [...new Set(spellings.filter((text) => text.length >= SHORTEST_INSIDE))].sort(
    (a, b) => b.length - a.length,
  )
  const short = [...new Set(spellings.filter((text) => text.length >= SHORTEST && text.length < SHORTEST_INSIDE))].map(
    asWord,
  )
  const redactText = (text: string): string => {
    for (const secret of long) text = text.replaceAll(secret, MASK)
    for (const secret of short) text = text.replace(secret, MASK)
    return text.replace(NAMED, (_all, name: string, ...[plain, , once, , twice]: string[]) => {
      return `${name}${plain ?? once ?? twice}${MASK}`
    })
  }
  const redact = (value: unknown): unknown => {
    if (typeof value === 'string') return redactText(value)
    if (Array.isArray(value)) return value.map(redact)
    if (typeof value !== 'object' || value === null) return value
    const isNamed = 'name' in value && typeof value.name === 'string' && IS_SECRET_NAME.test(value.name)
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        isNamed && /value$/i.test(name) && member !== '' ? MASK : redact(member),
      ]),
    )
  }
  return redact(whole) as Value
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

/** The values of such parameters in a text, as they stand there and decoded. */
function namedSecrets(text: string): string[] {
  return [...text.matchAll(NAMED)].flatMap(([, , , plain, , once, , twice]) => {
    if (plain !== undefined) return decodings(plain, 2)
    return once === undefined ? decodings(twice!, 3) : decodings(once, 2)
  })
}

/** A text, and what it is decoded to, again and again, as percent-encoding has it and as forms do. */
function decodings(text: string, most: number): string[] {
  const decoded = [...new Set([percentDecode(text), decodeFormText(text)])].filter(
    (other): other is string => typeof other === 'string' && other !== text,
  )
  return [text, ...(most === 0 ? [] : decoded.flatMap((other) => decodings(other, most - 1)))]
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
