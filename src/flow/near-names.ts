/** Which presets somebody may have meant by a name that is none. */
import { PRESETS } from './presets/index.ts'

/** At most three, the nearest first. */
export function nearNames(wanted: string): string[] {
  const text = letters(wanted)
  return [...PRESETS.values()]
    .map(({ name, title }) => ({ name, distance: Math.min(far(text, letters(name)), far(text, letters(title))) }))
    .filter(({ distance }) => distance <= 2 && distance < text.length)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** 1 where one holds the other, and else how many letters have to change, come or go. */
function far(one: string, other: string): number {
  const isPart = one.length > 2 && (other.includes(one) || (other.length > 2 && one.includes(other)))
  return isPart ? 1 : editDistance(one, other)
}

/** By the rows of the table of Wagner and Fischer. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, position) => position)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (const [position, wanted] of [...other].entries()) {
      next.push(Math.min(row[position]! + Number(letter !== wanted), row[position + 1]! + 1, next[position]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
