/** Parses, recognises and merges JSON objects. */
import { placeBeyondDepth } from '../../input/index.ts'

export interface Members {
  readonly [name: string]: unknown
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON object in a text, or `undefined`. */
export function parseMembers(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isMembers(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The JSON text of a parsed value, or a replacement if it is nested too deeply to show. */
export function toJson(value: unknown): string {
  try {
    const text = String(JSON.stringify(value))
    if (placeBeyondDepth(text) === null) return text
  } catch {
    // Some engines overflow their stack on deep nesting.
  }
  return 'a value that is nested too deeply'
}

const isMergeable = (value: unknown): value is Members => isMembers(value) && !('hex' in value)

/**
 * Merges objects member by member at every depth, as for a vector's input. Any other value replaces
 * the shared one.
 */
export function merge(shared: Members, own: Members): Members {
  const merged: Record<string, unknown> = { ...shared }
  for (const [name, value] of Object.entries(own)) {
    const below = merged[name]
    merged[name] = isMergeable(below) && isMergeable(value) ? merge(below, value) : value
  }
  return merged
}
