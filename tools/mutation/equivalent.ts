/** Reads equivalent.json: mutants that no test can kill, each with a reason. */
import { readFileSync } from 'node:fs'
import type { Key, Mutant } from './mutants.ts'

export interface Entry extends Omit<Key, 'nth'> {
  /** Defaults to 1. */
  readonly nth?: number
  /** Why the program behaves the same with it. */
  readonly reason: string
}

export interface Equivalents {
  readonly mutants: ReadonlySet<Mutant>
  /** The faults of the list. */
  readonly faults: readonly string[]
}

const LIST = new URL('equivalent.json', import.meta.url)
const TEXTS = ['file', 'in', 'original', 'replacement', 'reason']

/** @throws SyntaxError if the file is not JSON */
export const readEntries = (): unknown => JSON.parse(readFileSync(LIST, 'utf8'))

/** Finds the listed mutants. An entry that matches none is a fault. */
export function matchEntries(entries: unknown, mutants: readonly Mutant[]): Equivalents {
  if (!Array.isArray(entries)) return { mutants: new Set(), faults: ['the list is not an array'] }
  const byKey = new Map(mutants.map((mutant) => [keyOf(mutant), mutant]))
  const found = new Set<Mutant>()
  const faults: string[] = []
  for (const [position, entry] of (entries as readonly unknown[]).entries()) {
    const place = `entry ${position + 1}`
    if (!isEntry(entry)) {
      faults.push(`${place} needs the texts ${TEXTS.join(', ')}`)
      continue
    }
    const mutant = byKey.get(keyOf(entry))
    const shown = `${place} (${entry.file}, ${entry.in}: ${entry.original} → ${entry.replacement})`
    if (mutant === undefined) faults.push(`${shown} matches no mutant`)
    else if (found.has(mutant)) faults.push(`${shown} is there twice`)
    else found.add(mutant)
  }
  return { mutants: found, faults }
}

const keyOf = (key: Omit<Key, 'nth'> & { readonly nth?: number }): string =>
  JSON.stringify([key.file, key.in, key.original, key.replacement, key.nth ?? 1])

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false
  const members = new Map(Object.entries(value))
  const isText = (name: string): boolean => typeof members.get(name) === 'string'
  return TEXTS.every(isText) && String(members.get('reason')).trim() !== ''
}
