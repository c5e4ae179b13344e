/** Mutates valid inputs. The same seed gives the same inputs. */

/** From 0 up to 1, without 1. */
export type Random = () => number

/** The random numbers of one case, independent of the cases before it. */
export function randomOf(...seeds: readonly (string | number)[]): Random {
  let state = 0x811c9dc5
  for (const character of seeds.join('\0')) {
    state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const below = (random: Random, end: number): number => Math.floor(random() * end)
const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[below(random, items.length)]!

/** Texts with a meaning for at least one parser. */
const PIECES = [
  ...' \t\n\r\0"\'\\`$&=?#%;,:<>(){}[]/@!|~^*+-._',
  ...[
    '\r\n',
    '\u2028',
    '\u00A0',
    '\uFEFF',
    '\x1B[31m',
    '\x9B',
    '\u202E',
    '\uD800',
    '\uDC00',
    '😀',
    'é',
    '“',
    '’',
  ],
  ...[
    '%',
    '%2',
    '%zz',
    '%00',
    '%E9',
    '%25',
    '%2525',
    '%C3%A9',
    '\\u0026',
    '&amp;',
    '&#38;',
    '\\x41',
    '\\777',
  ],
  ...[
    '$(',
    '${A}',
    "$'",
    "\\U00200000'",
    '\\U0010FFFF',
    '\\uD800',
    '^"',
    '""',
    "''",
    '\\\n',
    '^\n',
    '@',
    '@-',
    '@/x',
  ],
  ...[
    '-d',
    '-H',
    '--data',
    '-F',
    '-T',
    '-K',
    '--json',
    '-G',
    '-I',
    '--',
    '-',
    '=',
    'curl ',
    'curl.exe ',
  ],
  ...[
    'OAuth ',
    'oauth_',
    'oauth_signature=',
    'oauth_token',
    'realm="',
    'Authorization: ',
    'Host: ',
    'HTTP/1.1',
  ],
  ...[
    'http://',
    'https://',
    'ftp://',
    'javascript:',
    '//',
    '[::1]',
    ':0',
    ':99999',
    'u:p@',
    '..',
    '/../',
    'xn--',
  ],
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '0x',
    '{}',
    '[]',
    '[{',
    '"":',
    '__proto__',
    'constructor',
    'toString',
    'hex',
  ],
  ...[
    'GET ',
    'POST',
    '<html>',
    '<!doctype',
    'error',
    'oauth_problem=',
    'Content-Type: ',
    'boundary=',
    'multipart/',
  ],
]

const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    '',
    ' ',
    'x',
    '\0',
    '\uD800',
    '😀',
    '__proto__',
    'a=b&c',
    '{}',
    'https://h/',
  ],
  ...[
    [],
    [[]],
    {},
    { hex: 'zz' },
    { hex: 5 },
    { hex: 'c3' },
    { name: 'x' },
    [null],
    [['a', 'b']],
    [['a']],
    [1, 2],
  ],
  ...['GET', 'HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT', '1', 'x'.repeat(5000)],
]

/** One input: several changes of a valid one, and sometimes a very long one. */
export function mutate(seeds: readonly string[], random: Random): string {
  let text = pick(random, seeds)
  for (let left = 1 + below(random, 6); left > 0; left--) text = change(text, seeds, random)
  return random() < 1 / 300 ? lengthen(text, random) : text
}

function change(text: string, seeds: readonly string[], random: Random): string {
  const at = below(random, text.length + 1)
  const end = Math.min(text.length, at + below(random, random() < 0.2 ? text.length + 1 : 12))
  switch (below(random, 9)) {
    case 0:
      return text.slice(0, at) + text.slice(end)
    case 1:
      return text.slice(0, at) + text.slice(at, end).repeat(1 + below(random, 4)) + text.slice(end)
    case 2:
      return (
        text.slice(0, at) + pick(random, PIECES).repeat(1 + below(random, 40) ** 2) + text.slice(at)
      )
    case 3: {
      const other = pick(random, seeds)
      return text.slice(0, at) + other.slice(below(random, other.length))
    }
    case 4:
      return changeJson(text, random)
    case 5:
      return (
        text.slice(0, at) +
        String.fromCharCode(below(random, random() < 0.5 ? 128 : 65536)) +
        text.slice(at + 1)
      )
    default:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(random() < 0.5 ? at : end)
  }
}

/** Up to a million characters, from parts of a text or from one repeated piece. */
function lengthen(text: string, random: Random): string {
  const at = below(random, text.length + 1)
  const piece =
    random() < 0.5 ? pick(random, PIECES) : text.slice(at, at + 1 + below(random, 12)) || 'x'
  const count = Math.ceil((random() < 0.1 ? 1_000_000 : 20_000) / piece.length)
  return (
    text.slice(0, at) + piece.repeat(count) + text.slice(random() < 0.5 ? at : at + piece.length)
  )
}

/** Replaces one value in a JSON text. Returns any other text unchanged. */
function changeJson(text: string, random: Random): string {
  let data: unknown
  try {
    data = JSON.parse(text)
    return JSON.stringify(changeValue(data, random))
  } catch {
    return text
  }
}

function changeValue(value: unknown, random: Random): unknown {
  const isOpen = typeof value === 'object' && value !== null
  if (!isOpen || random() < 0.1) return random() < 0.03 ? nested(random) : pick(random, VALUES)
  const entries = Object.entries(value)
  if (entries.length === 0) return pick(random, VALUES)
  const [name] = pick(random, entries)
  const change = random()
  if (Array.isArray(value)) {
    const place = Number(name)
    if (change < 0.15) return value.toSpliced(place, 1)
    if (change < 0.3) return [...value, value[place]]
    return value.with(place, changeValue(value[place], random))
  }
  const members = value as Record<string, unknown>
  if (change < 0.15) return Object.fromEntries(entries.filter(([other]) => other !== name))
  if (change < 0.25) return { ...members, [pick(random, PIECES)]: members[name] }
  return { ...members, [name]: changeValue(members[name], random) }
}

function nested(random: Random): unknown {
  let value: unknown = []
  for (let left = random() < 0.5 ? 100 : 20_000; left > 0; left--)
    value = random() < 0.5 ? [value] : { a: value }
  return value
}

/** Finds a shorter input with the same fault. */
export async function shrink(
  input: string,
  isFaulty: (text: string) => Promise<boolean>,
): Promise<string> {
  let text = input
  let tries = 400
  for (let size = Math.ceil(text.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < text.length && tries > 0; ) {
      const shorter = text.slice(0, at) + text.slice(at + size)
      tries--
      if (shorter !== text && (await isFaulty(shorter))) text = shorter
      else at += size
    }
  }
  return text
}
