/** Which vectors to run: by id, by section. */
import { sectionsOf } from './sections.ts'
import type { Vector } from './vector-file.ts'

export interface Selection {
  /** Globs over ids, in which `*` stands for whatever is there; one without a slash names a whole suite. */
  readonly only: readonly string[]
  /** Section numbers; what stands below them is meant too. */
  readonly sections: readonly string[]
}

export function select(vectors: readonly Vector[], { only, sections }: Selection): Vector[] {
  const patterns = only.map(toPattern)
  return vectors.filter(({ id, spec }) => {
    if (patterns.length > 0 && !patterns.some((pattern) => pattern.test(id))) return false
    return (
      sections.length === 0 || sectionsOf(spec).some((section) => sections.some((wanted) => isWithin(section, wanted)))
    )
  })
}

function toPattern(glob: string): RegExp {
  const whole = glob.includes('/') ? glob : `${glob}/*`
  return new RegExp(
    `^${whole
      .split('*')
      .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
}

const isWithin = (section: string, wanted: string): boolean => section === wanted || section.startsWith(`${wanted}.`)
