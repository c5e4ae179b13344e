/** JSON objects: read, told apart, and merged. */
import { placeBeyondDepth } from '../../input/index.ts'

export interface Members {
  readonly [name: string]: unknown
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a text holds, if it holds one. */
export function parseMembers(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isMembers(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The JSON text of a value that was read as JSON, or a few words where it is nested too deeply to show. */
export function toJson(value: unknown): string {
  try {
    const text = String(JSON.stringify(value))
    if (placeBeyondDepth(text) === null) return text
  } catch {
    // Some engines overflow their stack here, others write any depth.
  }
  return 'a value that is nested too deeply'
}

const isMergeable = (value: unknown): value is Members => isMembers(value) && !('hex' in value)

/** Objects are merged member by member at every depth, as a vector's input is; anything else replaces what was there. */
export function merge(shared: Members, own: Members): Members {
  const merged: Record<string, unknown> = { ...shared }
  for (const [name, value] of Object.entries(own)) {
    const below = merged[name]
    merged[name] = isMergeable(below) && isMergeable(value) ? merge(below, value) : value
  }
  return merged
}
