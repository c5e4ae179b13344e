/** The presets that a mistyped name may mean. */
import { editDistance } from '../../internal/index.ts'
import { PRESETS } from './all-presets.ts'

/**
 * The names of at most three presets, the nearest first. Names and titles count, without case and
 * punctuation.
 */
export function nearestPresets(typed: string): string[] {
  const text = lettersAndDigits(typed)
  return [...PRESETS.values()]
    .map(({ name, title }) => ({
      name,
      distance: Math.min(
        nameDistance(text, lettersAndDigits(name)),
        nameDistance(text, lettersAndDigits(title)),
      ),
    }))
    .filter(({ distance }) => distance <= 2 && distance < text.length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

const lettersAndDigits = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')

/** 1 if one name contains the other, as `magento` and `magento2` do; else the edit distance. */
function nameDistance(a: string, b: string): number {
  const isPart = a.length > 2 && (b.includes(a) || (b.length > 2 && a.includes(b)))
  return isPart ? 1 : editDistance(a, b)
}
