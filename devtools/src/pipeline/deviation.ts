/** What a deviation is: one way in which implementations leave RFC 5849, small enough to have a name. */
import type { ObservedRequest } from '../input/index.ts'
import type { Keyring, Plan } from './plan.ts'

/**
 * Where in the pipeline a deviation acts. `encoder` is the percent-encoding function itself, which the later parts use;
 * `assembly` puts the base string together.
 */
export type Part =
  | 'encoder'
  | 'method'
  | 'uri'
  | 'parameters'
  | 'assembly'
  | 'key'
  | 'hash'
  | 'output'

export type Change = Partial<Plan>

export interface Deviation {
  /** Kebab-case, stable, and never used for anything else. */
  readonly name: string
  readonly part: Part
  /** What was done instead, as a sentence without its subject: "reads + in the query as a plus". */
  readonly title: string
  /** The rule that it breaks, in our words, and its section. */
  readonly rule: string
  readonly section: string
  readonly fix: string
  /** Implementations that do so, and vectors of the suite that show it. */
  readonly seen: readonly string[]
  readonly vectors: readonly string[]
  /** RFC 5849 leaves this open: no mistake, but a choice that the other side may not have made. */
  readonly isOpen: boolean
  /** Of one family, an implementation has one member at most. */
  readonly family: string | null
  /** The change to the plan, or `null` where it cannot concern this request. */
  readonly change: (request: ObservedRequest, keyring: Keyring) => Change | null
  /** For outputs: the spellings that the plain output may have had, out of the one that was observed. */
  readonly undo: ((signature: string) => readonly string[]) | null
}

/** An entry as the catalogue writes it: what most entries have in common may be left out. */
export interface Entry {
  readonly title: string
  readonly fix: string
  readonly change: Change | ((request: ObservedRequest, keyring: Keyring) => Change | null)
  readonly rule?: string
  readonly section?: string
  readonly seen?: readonly string[]
  readonly vectors?: readonly string[]
  readonly isOpen?: boolean
  readonly family?: string
  readonly undo?: (signature: string) => readonly string[]
}

/** What the entries of one group share. */
export interface Group {
  readonly part: Part
  readonly rule: string
  readonly section: string
}

/** Turns a group of entries into deviations. */
export function catalogue(
  group: Group,
  entries: Readonly<Record<string, Entry>>,
): readonly Deviation[] {
  return Object.entries(entries).map(([name, { change, undo = null, ...entry }]) => ({
    seen: [],
    vectors: [],
    isOpen: false,
    family: null,
    ...group,
    ...entry,
    name,
    undo,
    change: typeof change === 'function' ? change : () => change,
  }))
}
