/** The signing core as a table of operations, unchanged or with a mutant. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Mutant } from './mutant.ts'

export type Operations = Readonly<Record<string, (input: never) => unknown>>

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url))

/** The folders that are mutated. */
const FOLDERS = ['signing', 'server']

/** The files between the vectors and the core. */
const ADAPTER = fileURLToPath(new URL('../../devtools/src/conformance/adapter/', import.meta.url))
const TABLES = ['adapter/operations.ts', 'adapter/suite-operations.ts']

/** The path of a mutant's file under src. @throws Error if it is in none of the folders */
export function placeOf({ name, file }: Pick<Mutant, 'name' | 'file'>): string {
  const paths = FOLDERS.map((folder) => `${folder}/${file}`)
  const path = paths.find((one) => existsSync(join(SOURCES, one)))
  if (path === undefined) throw new Error(`${name}: there is no ${paths.join(' and no ')}`)
  return path
}

export interface Copies {
  /**
   * The operations of the core, or of a copy with the mutant.
   *
   * @throws Error if its text does not occur once
   */
  load(mutant: Mutant | null): Promise<Operations>
  remove(): void
}

/**
 * Copies of the core in a temporary folder. Files that import no mutated file are copied once for
 * all mutants.
 */
export function createCopies(): Copies {
  const root = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }\n')
  const unmutated = join(root, 'unmutated')
  for (const part of FOLDERS)
    cpSync(join(SOURCES, part), join(unmutated, part), { recursive: true })
  mkdirSync(join(unmutated, 'adapter'))
  for (const table of TABLES) {
    const source = readFileSync(join(ADAPTER, basename(table)), 'utf8')
    const linked = source
      .replaceAll(/'(\.\.\/[^']+)'/g, (_, path) => `'${pathToFileURL(join(ADAPTER, path)).href}'`)
      .replaceAll(
        "'countersign/internal'",
        `'${pathToFileURL(join(SOURCES, 'for-devtools.ts')).href}'`,
      )
      .replaceAll(/'countersign\/(\w+)'/g, "'../$1/index.ts'")
    writeFileSync(join(unmutated, table), linked)
  }
  const sources = new Map(
    FOLDERS.flatMap((part) => readdirSync(join(unmutated, part)).map((name) => `${part}/${name}`))
      .concat(TABLES)
      .map((path) => [path, readFileSync(join(unmutated, path), 'utf8')]),
  )
  const importersOf = (path: string): string[] =>
    [...sources]
      .filter(([other, source]) => importsOf(other, source).includes(path))
      .map(([other]) => other)

  return {
    async load(mutant) {
      if (mutant === null) return importTables(unmutated)
      const folder = join(root, mutant.name)
      for (const part of [...FOLDERS, 'adapter']) mkdirSync(join(folder, part), { recursive: true })
      const place = placeOf(mutant)
      const concerned = new Set([place])
      for (const path of concerned)
        for (const importer of importersOf(path)) concerned.add(importer)
      for (const path of concerned) {
        const source = sources.get(path) ?? ''
        const text = path === place ? mutate(source, mutant) : source
        writeFileSync(join(folder, path), redirect(path, text, concerned, unmutated))
      }
      return importTables(folder)
    },
    remove: () => rmSync(root, { recursive: true }),
  }
}

/** The source with the mutant. @throws Error if its text does not occur exactly once */
export function mutate(source: string, { name, file, find, replace }: Mutant): string {
  const [place, ...more] = placesOf(find, source)
  if (place === undefined) throw new Error(`${name}: its text is not in ${file}`)
  if (more.length > 0) throw new Error(`${name}: its text is in ${file} more than once`)
  return source.slice(0, place.start) + replace + source.slice(place.end)
}

interface Place {
  readonly start: number
  readonly end: number
}

/** The positions of a text in a source. Line breaks within the text and around it are ignored. */
function placesOf(find: string, source: string): Place[] {
  const { text, starts, ends } = fold(source)
  const wanted = fold(find.replace(/^\s*\n\s*|^[ \t]{2,}|\s*\n\s*$/g, '')).text
  const item = wanted.replace(/,$/, '')
  if (item === '') return []
  const places: Place[] = []
  for (let first = text.indexOf(item); first >= 0; first = text.indexOf(item, first + 1)) {
    const next = first + item.length
    const end = ends[next - 1]!
    // The last item of a list has no comma on one line, and a comma where the list is broken.
    if (!text.startsWith(wanted, first) && !/^ ?[)\]}]/.test(text.slice(next))) continue
    const hasComma = item !== wanted && source[end] === ','
    places.push({ start: starts[first]!, end: hasComma ? end + 1 : end })
  }
  return places
}

interface Folded {
  readonly text: string
  /** For each character of the text, where it starts in the source. */
  readonly starts: readonly number[]
  /** For each character of the text, where it ends in the source. */
  readonly ends: readonly number[]
}

/**
 * The text on one line, as a formatter writes a short one. Only line breaks change, with the white
 * space around them and a trailing comma. All other white space may belong to a string.
 */
export function fold(source: string): Folded {
  const pieces = source.split(/(,?[ \t]*\n\s*)/)
  const characters: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let position = 0
  for (const [index, piece] of pieces.entries()) {
    const isBreak = index % 2 === 1
    const folded = isBreak ? foldBreak(pieces[index - 1]!, piece, pieces[index + 1]!) : piece
    for (const [offset, character] of folded.split('').entries()) {
      characters.push(character)
      starts.push(position + offset)
      // The last character of a line break maps to all the white space in it.
      ends.push(
        isBreak && offset === folded.length - 1 ? position + piece.length : position + offset + 1,
      )
    }
    position += piece.length
  }
  return { text: characters.join(''), starts, ends }
}

/** The replacement of a line break and its white space on one line. */
function foldBreak(before: string, lineBreak: string, after: string): string {
  if (/^[)\]]/.test(after)) return ''
  if (after.startsWith('}')) return ' '
  const comma = lineBreak.startsWith(',') ? ',' : ''
  // No space after an opening bracket, nor before the next call of a chain.
  if (/[([]$/.test(before) || /^\??\.(?!\.)/.test(after)) return comma
  return `${comma} `
}

const IMPORT = /(?<=^(?:import|(?:import|export|\}) .*from) ')\.[^']+(?=')/gm

/** The imports of a file, as paths under src. */
const importsOf = (path: string, source: string): string[] =>
  [...source.matchAll(IMPORT)].map(([specifier]) => join(dirname(path), specifier))

/** A file that imports everything from a folder, except the files of its own copy. */
const redirect = (path: string, text: string, own: ReadonlySet<string>, folder: string): string =>
  text.replace(IMPORT, (specifier) => {
    const other = join(dirname(path), specifier)
    return own.has(other) ? specifier : pathToFileURL(join(folder, other)).href
  })

async function importTables(folder: string): Promise<Operations> {
  const modules = TABLES.map(
    (table): Promise<Readonly<Record<string, Operations>>> =>
      import(pathToFileURL(join(folder, table)).href),
  )
  const [first = {}, second = {}] = await Promise.all(modules)
  return { ...first['operations'], ...second['suiteOperations'] }
}
