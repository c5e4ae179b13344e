/** Reads files that hold one JSON list. */
import { CountersignError } from 'countersign/signing'
import { PASTE_LIMIT, readOctets } from '../../input/index.ts'

/**
 * The entries of the list in a file.
 *
 * @param refuse throws the error for a file that is not such a list
 * @throws CountersignError `input-too-large`
 */
export function readJsonList(path: string, refuse: (why: string) => never): readonly unknown[] {
  let list: unknown
  try {
    list = JSON.parse(readOctets(path, PASTE_LIMIT).toString())
  } catch (error) {
    if (error instanceof CountersignError) throw error
    refuse('it cannot be read as JSON')
  }
  return Array.isArray(list) ? list : refuse('it is not a list')
}
