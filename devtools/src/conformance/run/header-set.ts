/**
 * Compares Authorization headers as sets, because order and spacing are free (§3.5.1). Independent
 * of the signing core.
 */

/**
 * The same text for all headers with the same realm and pairs. `null` if it is not an OAuth header.
 */
export function canonicalHeader(header: string): string | null {
  const scheme = /^\s*OAuth(\s+|$)/i.exec(header)
  if (!scheme) return null
  const rest = header.slice(scheme[0].length)
  const item = /\s*([^\s=",]+)="((?:[^"\\]|\\.)*)"\s*(?:,|$)|\s*,/gy
  const items: string[] = []
  let position = 0
  while (position < rest.length) {
    item.lastIndex = position
    const found = item.exec(rest)
    if (!found) return null
    position = item.lastIndex
    if (found[1] !== undefined) items.push(canonicalItem(found[1], found[2]!))
  }
  // "!" sorts before every letter, so the realm comes first.
  return items
    .sort()
    .map((text) => text.replace(/^!/, ''))
    .join(', ')
}

function canonicalItem(name: string, value: string): string {
  // Escaped again, so that a realm cannot look like further parameters.
  if (name.toLowerCase() === 'realm')
    return `!realm="${value.replace(/\\(.)/gs, '$1').replace(/["\\]/g, '\\$&')}"`
  return `${recode(name)}="${recode(value)}"`
}

/** Decodes once and encodes again, so that all spellings of a text become equal. */
function recode(text: string): string {
  const octets = Buffer.from(text)
    .toString('latin1')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return octets.replace(
    /[^A-Za-z0-9\-._~]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
