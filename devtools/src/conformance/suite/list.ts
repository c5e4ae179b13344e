/** Lists vectors, one a line. */
import { printable } from 'countersign/internal'
import { label, sectionOf } from './sections.ts'
import type { Vector } from './vector-file.ts'

export function formatList(vectors: readonly Vector[]): string {
  const width = Math.max(...vectors.map(({ id }) => id.length))
  const lines = vectors.map((vector) =>
    printable(
      `${vector.level.padEnd(6)}  ${label(sectionOf(vector)).padEnd(10)}  ${vector.id.padEnd(width)}  ${vector.about}`,
    ),
  )
  return `${lines.join('\n')}\n`
}
