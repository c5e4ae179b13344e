/** JSON objects: read, told apart, and merged. */

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

/** The JSON text of a value. A value can be read as JSON that is nested too deeply to be written. */
export function toJson(value: unknown): string {
  try {
    return String(JSON.stringify(value))
  } catch {
    return 'a value that is nested too deeply'
  }
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
