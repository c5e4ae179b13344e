/** What diagnosing takes, and what it answers. */
import type {
  BaseStringText,
  DiagnoseCredentials,
  Difference,
  ObservedRequest,
} from '../input/index.ts'
import type { Lint } from '../lint/index.ts'
import type { Effort } from './search/search.ts'

export interface DiagnoseInput {
  readonly request: ObservedRequest
  readonly credentials: DiagnoseCredentials
  /** The observed signature, where it is not the request's own. */
  readonly signature?: string
  /** The server's base string, or a text that holds it. */
  readonly theirBaseString?: string | null
  /** Seconds since 1970, for the check of the timestamp; none is made without it. */
  readonly now?: number
  /** How many deviations are combined. Defaults to 3. */
  readonly most?: number
}

export interface ExplainedDeviation {
  readonly name: string
  readonly title: string
  readonly rule: string
  readonly section: string
  /** Where it bites in this request. */
  readonly places: readonly string[]
  readonly seen: readonly string[]
  readonly vectors: readonly string[]
  readonly fix: string
  /** RFC 5849 leaves it open: a choice that the other side may not have made, no mistake. */
  readonly isOpen: boolean
}

export interface Finding {
  /** By name. */
  readonly deviations: readonly string[]
  readonly explained: readonly ExplainedDeviation[]
  /** What was signed; `null` for PLAINTEXT, which signs nothing. */
  readonly signatureBaseString: string | null
  /** Where it parts from ours. */
  readonly difference: Difference | null
}

/** The server's base string beside ours, and the deviations that make exactly it. */
export interface Comparison extends BaseStringText {
  readonly ours: string
  readonly difference: Difference | null
  readonly findings: readonly Finding[]
}

interface Common {
  readonly signatureMethod: string
  /**
   * The right one, from the trace of src/signing; `null` for PLAINTEXT. For a request that src/signing refuses, it is
   * that of the plain plan.
   */
  readonly signatureBaseString: string | null
  readonly comparison: Comparison | null
  readonly lint: readonly Lint[]
  readonly notes: readonly string[]
}

export interface RightSignature extends Common {
  readonly matches: true
  readonly rulesOut: readonly string[]
  readonly remains: readonly string[]
}

export interface WrongSignature extends Common {
  readonly matches: false
  /** Each makes exactly the observed signature. Several are equally simple, and this request cannot tell them apart. */
  readonly findings: readonly Finding[]
  readonly tried: Effort & { readonly deviations: number; readonly together: number }
  readonly wouldNarrow: readonly string[]
}

export type Diagnosis = RightSignature | WrongSignature
