/** Which presets a name that is none may stand for. */
import { editDistance } from '../internal/index.ts'
import { PRESETS } from './presets/index.ts'

/** At most three, the nearest first. */
export function nearNames(wanted: string): string[] {
  const text = letters(wanted)
  return [...PRESETS.values()]
    .map(({ name, title }) => ({
      name,
      distance: Math.min(far(text, letters(name)), far(text, letters(title))),
    }))
    .filter(({ distance }) => distance <= 2 && distance < text.length)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

const letters = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** 1 where one holds the other, and else how many letters have to change, come or go. */
function far(one: string, other: string): number {
  const isPart =
    one.length > 2 && (other.includes(one) || (other.length > 2 && one.includes(other)))
  return isPart ? 1 : editDistance(one, other)
}
