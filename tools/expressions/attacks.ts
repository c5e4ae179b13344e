/**
 * Hostile inputs for one expression, from its own parts: inputs that may cause excessive
 * backtracking.
 */
import { type Node, parseExpression } from './parse.ts'

/** A text that grows by repeating its middle. */
export interface Attack {
  readonly before: string
  readonly pump: string
  readonly after: string
}

/** Texts of users and hostile servers. Each is tried on each expression. */
const COMMON = [
  ' ',
  '\t',
  '\n',
  '\r',
  '\u2028',
  '\u00A0',
  'a',
  'A',
  '0',
  '"',
  "'",
  '\\',
  '=',
  '&',
  '%',
]
const MORE = [
  '/',
  ':',
  ';',
  ',',
  '.',
  '-',
  '_',
  '@',
  '?',
  '#',
  '<',
  '>',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
]
const FAR = [
  '$',
  '+',
  '*',
  '`',
  '~',
  '^',
  '|',
  '!',
  '\0',
  '\x7F',
  'é',
  '“',
  '\uFEFF',
  '😀',
  '\uD800',
]
const CHARACTERS = [
  ...COMMON,
  ...MORE,
  ...FAR,
  ...'bcdefghijklmnopqrstuvwxyzBCDEFGHIJKLMNOPQRSTUVWXYZ123456789',
]
/** The number of random samples of each part. */
const ROUNDS = 3
/** The number of characters of an expression that are combined with each other. */
const MOST_IN_PAIRS = 10
/** A bounded repetition from here on may cost as much as an unbounded one. */
const LARGE = 8

export const textOf = ({ before, pump, after }: Attack, length: number): string =>
  before + pump.repeat(Math.ceil(length / pump.length)) + after

export function attacksOn(source: string, flags: string): Attack[] {
  const { root } = parseExpression(source, flags)
  const sampler = createSampler(flags, randomFrom(source.length + 1))
  const sets = [...new Set(setsOf(root))]
  const rejected = CHARACTERS.find((character) =>
    sets.every((set) => !sampler.holds(set, character)),
  )
  const alphabet = [
    ...new Set([rejected ?? 'x', ...sets.flatMap((set) => sampler.charactersOf(set).slice(0, 3))]),
  ]
  const ends = ['', '\u2028', rejected ?? '\n']
  const attacks = new Map<string, Attack>()
  const add = (before: string, pump: string, afters: readonly string[] = ends): void => {
    if (pump === '') return
    for (const after of afters) attacks.set(`${before}\0${pump}\0${after}`, { before, pump, after })
  }
  for (const { path, body, rest } of loopsOf(root)) {
    for (let round = 0; round < ROUNDS; round++) {
      const [before, pump] = [path.map(sampler.sample).join(''), sampler.sample(body)]
      const after = rest.map(sampler.sample).join('')
      const afters = [...ends, '"', `${after}\n`, `${after}${rejected ?? '"'}`]
      add(before, pump, afters)
      add(before, pump + sampler.sample(body), afters)
      add('', before + pump)
      add('', pump)
    }
    // Each character of the loop alone, because two loops may share only one of many.
    const before = path.map(sampler.sample).join('')
    for (const character of body.kind === 'set'
      ? sampler.charactersOf(body.source).slice(0, 8)
      : [])
      add(before, character)
  }
  for (let round = 0; round < ROUNDS; round++) add('', sampler.sample(root))
  for (const character of new Set([...alphabet, ...COMMON])) add('', character)
  const few = alphabet.slice(0, MOST_IN_PAIRS)
  for (const first of few) for (const second of few) if (first !== second) add('', first + second)
  for (const first of few) for (const second of new Set([...few, ...COMMON])) add(first, second)
  return [...attacks.values()]
}

interface Loop {
  /** The text before it. */
  readonly path: readonly Node[]
  readonly body: Node
  /** The text after it. */
  readonly rest: readonly Node[]
}

function loopsOf(node: Node, path: readonly Node[] = [], rest: readonly Node[] = []): Loop[] {
  switch (node.kind) {
    case 'sequence':
      return node.items.flatMap((item, place) =>
        loopsOf(
          item,
          [...path, ...node.items.slice(0, place)],
          [...node.items.slice(place + 1), ...rest],
        ),
      )
    case 'choice':
      return node.options.flatMap((option) => loopsOf(option, path, rest))
    case 'group':
    case 'look':
      return loopsOf(node.body, path, rest)
    case 'repeat':
      return [
        ...(node.max >= LARGE ? [{ path, body: node.body, rest }] : []),
        ...loopsOf(node.body, path, rest),
        ...loopsOf(node.body, [...path, node.body], rest),
      ]
    default:
      return []
  }
}

function setsOf(node: Node): string[] {
  switch (node.kind) {
    case 'set':
      return [node.source]
    case 'sequence':
      return node.items.flatMap(setsOf)
    case 'choice':
      return node.options.flatMap(setsOf)
    case 'group':
    case 'look':
    case 'repeat':
      return setsOf(node.body)
    default:
      return []
  }
}

interface Sampler {
  /** A text that a node matches. */
  readonly sample: (node: Node) => string
  charactersOf(set: string): readonly string[]
  holds(set: string, character: string): boolean
}

function createSampler(flags: string, random: () => number): Sampler {
  const characterFlags = flags.replace(/[^iusv]/g, '')
  const known = new Map<string, readonly string[]>()
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const holds = (set: string, character: string): boolean =>
    new RegExp(`^(?:${set})$`, characterFlags).test(character)
  const charactersOf = (set: string): readonly string[] => {
    const found = known.get(set) ?? CHARACTERS.filter((character) => holds(set, character))
    known.set(set, found)
    return found
  }
  const sample = (node: Node): string => {
    switch (node.kind) {
      case 'set': {
        const characters = charactersOf(node.source)
        return characters.length === 0 ? literalOf(node.source) : pick(characters)
      }
      case 'sequence':
        return node.items.map(sample).join('')
      case 'choice':
        return sample(pick(node.options))
      case 'group':
        return sample(node.body)
      case 'look':
        return node.isNegative || node.isBehind ? '' : sample(node.body)
      case 'repeat':
        return Array.from({ length: Math.min(node.max, node.min + Math.floor(random() * 3)) }, () =>
          sample(node.body),
        ).join('')
      default:
        return ''
    }
  }
  return { sample, charactersOf, holds }
}

/** The characters of a set, with one that is in no list, such as an escape. */
function literalOf(set: string): string {
  const [, digits = ''] = /^\\(?:u\{?|x)([\da-fA-F]+)\}?$/.exec(set) ?? []
  return digits === '' ? set.replace(/^\\(?=[^])/, '') : String.fromCodePoint(parseInt(digits, 16))
}

/** A seeded generator of numbers from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
