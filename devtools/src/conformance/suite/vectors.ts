/** Loads the vector suite: all vector files of a folder as one list. */
import '../error-codes.ts'
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PASTE_LIMIT, readOctets } from '../../input/index.ts'
import { readVectorFile, refuseSuite, type Vector } from './vector-file.ts'

export interface Suite {
  /** SHA-256 of all files in the order of their names, in hex. */
  readonly hash: string
  readonly vectors: readonly Vector[]
}

const SHIPPED = dirname(createRequire(import.meta.url).resolve('countersign-vectors/package.json'))

const OTHER_FILES: ReadonlySet<string> = new Set(['package.json', 'schema.json'])

/**
 * Reads every JSON file of a folder except package.json and schema.json.
 *
 * @throws CountersignError `invalid-suite`, `input-too-large`
 */
export function loadSuite(folder: string = SHIPPED): Suite {
  const hash = createHash('sha256')
  const vectors: Vector[] = []
  for (const name of namesIn(folder)) {
    const octets = readFileOf(folder, name)
    hash.update(octets)
    for (const vector of readVectorFile(name, octets.toString())) vectors.push(vector)
  }
  const ids = new Set<string>()
  for (const { id } of vectors)
    if (ids.size === ids.add(id).size) refuseSuite(folder, `the id ${id} is used twice`)
  return { hash: hash.digest('hex'), vectors }
}

function readFileOf(folder: string, name: string): Buffer {
  const path = join(folder, name)
  if (!statSync(path).isFile()) refuseSuite(name, 'it is not a regular file')
  return readOctets(path, PASTE_LIMIT)
}

function namesIn(folder: string): string[] {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {
    refuseSuite(folder, 'the folder cannot be read')
  }
  const files = names.filter((name) => name.endsWith('.json') && !OTHER_FILES.has(name)).sort()
  return files.length === 0 ? refuseSuite(folder, 'there is no vector file in it') : files
}
