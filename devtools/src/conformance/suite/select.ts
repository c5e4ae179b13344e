/** Selects vectors by id and by section. */
import { sectionsOf } from './sections.ts'
import type { Vector } from './vector-file.ts'

export interface Selection {
  /**
   * Globs over ids, in which `*` matches any text. A glob without a slash selects a whole suite.
   */
  readonly only: readonly string[]
  /** Section numbers. Their subsections are selected too. */
  readonly sections: readonly string[]
}

export function select(vectors: readonly Vector[], { only, sections }: Selection): Vector[] {
  return vectors.filter(({ id, spec }) => {
    if (only.length > 0 && !only.some((glob) => isMatch(id, glob))) return false
    return (
      sections.length === 0 ||
      sectionsOf(spec).some((section) => sections.some((wanted) => isWithin(section, wanted)))
    )
  })
}

function isMatch(id: string, glob: string): boolean {
  const parts = (glob.includes('/') ? glob : `${glob}/*`).split('*')
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (parts.length === 1) return id === first
  let position = first.length
  for (const part of parts.slice(1, -1)) {
    const found = id.indexOf(part, position)
    if (found < 0) return false
    position = found + part.length
  }
  return id.startsWith(first) && id.endsWith(last) && position <= id.length - last.length
}

const isWithin = (section: string, wanted: string): boolean =>
  section === wanted || section.startsWith(`${wanted}.`)
