/** A deviation: one way in which an implementation differs from RFC 5849. */
import type { ObservedRequest } from '../input/index.ts'
import type { Keyring, Plan } from './plan.ts'

/**
 * The part of the pipeline that a deviation changes. `encoder` is the percent-encoding function,
 * which the later parts use. `assembly` joins the base string.
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
  /** A stable identifier in kebab-case, which is never reused. */
  readonly name: string
  readonly part: Part
  /** What the implementation does, as a sentence without its subject: "keeps the default port". */
  readonly title: string
  /** The rule of RFC 5849 that applies, in our words, and its section. */
  readonly rule: string
  readonly section: string
  /** How to fix the implementation, in the imperative. */
  readonly fix: string
  /** Implementations with this deviation, and vectors of the suite that show it. */
  readonly seen: readonly string[]
  readonly vectors: readonly string[]
  /** Whether RFC 5849 is silent on this point, so that it is a choice and not a mistake. */
  readonly isOpen: boolean
  /** Deviations of one family exclude each other. */
  readonly family: string | null
  /** The change to the plan. `null` if the deviation does not apply to this request. */
  readonly change: (request: ObservedRequest, keyring: Keyring) => Change | null
  /** For outputs: the signatures without this deviation that may become the observed one. */
  readonly undo: ((signature: string) => readonly string[]) | null
}

/** An entry of the catalogue. Omitted members take the values of the group or the defaults. */
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

/** The values that the entries of one group share. */
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
