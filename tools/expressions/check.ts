/**
 * Tries every regular expression of the sources on hostile input: `npm run check:expressions [--
 * FOLDER …]`. It fails for an expression whose steps grow faster than its input, and for a
 * constructed expression that was never tried. Steps are counted instead of time, so that the
 * result is the same on every machine.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { findGrowth } from './growth.ts'
import { findExpressions } from './literals.ts'
import { recordConstructed } from './recorded.ts'
import { constructAll } from './samples.ts'

const ROOT = new URL('../../', import.meta.url)
const SOURCES = ['src', 'devtools/src', 'adapters', 'tools']
const folders = process.argv.length > 2 ? process.argv.slice(2) : SOURCES

const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.m?[jt]s$/.test(path) && !path.includes('/node_modules/')),
)
const constructed = await recordConstructed(ROOT, constructAll)
const faults: string[] = []
const tried = new Map<string, string | null>()

function tryOne(place: string, source: string, flags: string): void {
  const shown = `/${source}/${flags}`
  if (!tried.has(shown)) {
    const growth = findGrowth(source, flags)
    const { before, pump, after } = growth?.attack ?? { before: '', pump: '', after: '' }
    const text = [before, pump, after].map((part) => JSON.stringify(part))
    tried.set(
      shown,
      growth && `${growth.what}, for ${text[0]} + ${text[1]} again and again + ${text[2]}`,
    )
  }
  const fault = tried.get(shown)
  if (fault) faults.push(`${place}: ${shown}\n    ${fault}`)
}

for (const path of files) {
  const { literals, constructed: lines } = findExpressions(
    readFileSync(new URL(path, ROOT), 'utf8'),
  )
  for (const { line, source, flags } of literals) tryOne(`${path}:${line}`, source, flags)
  for (const line of lines) {
    const place = `${path}:${line}`
    const made = constructed.get(place) ?? []
    if (made.length === 0)
      faults.push(`${place}: constructed, and never tried: make samples.ts construct it`)
    for (const { source, flags } of made) tryOne(place, source, flags)
  }
}
if (tried.size === 0) faults.push(`no expression was found in ${folders.join(', ')}`)
for (const fault of faults) console.error(fault)
console.log(`${tried.size} expressions in ${files.length} files, ${faults.length} at fault`)
process.exitCode = faults.length === 0 ? 0 : 1
