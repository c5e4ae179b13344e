/** The input and the result types of a diagnosis. */
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
  /** The observed signature. Defaults to the oauth_signature of the request. */
  readonly signature?: string
  /** The server's base string, or a text that contains it. */
  readonly theirBaseString?: string | null
  /** In seconds since 1970. Without it, the timestamp is not checked. */
  readonly now?: number
  /** The largest number of combined deviations. Defaults to 3. */
  readonly most?: number
}

export interface ExplainedDeviation {
  readonly name: string
  readonly title: string
  readonly rule: string
  readonly section: string
  /** What the deviation changes in this request, one sentence for each place. */
  readonly places: readonly string[]
  readonly seen: readonly string[]
  readonly vectors: readonly string[]
  readonly fix: string
  /** Whether RFC 5849 is silent on this point, so that it is a choice and not a mistake. */
  readonly isOpen: boolean
}

export interface Finding {
  /** The names of the deviations. */
  readonly deviations: readonly string[]
  readonly explained: readonly ExplainedDeviation[]
  /** The base string that was signed. `null` for PLAINTEXT, which has none. */
  readonly signatureBaseString: string | null
  /** The first difference from the correct base string. */
  readonly difference: Difference | null
}

/**
 * The server's base string, the computed one, and the deviations that produce exactly the server's.
 */
export interface Comparison extends BaseStringText {
  readonly ours: string
  readonly difference: Difference | null
  readonly findings: readonly Finding[]
}

interface Common {
  readonly signatureMethod: string
  /**
   * The correct base string, from the trace of src/signing, or from the plain plan for a request
   * that src/signing rejects. `null` for PLAINTEXT.
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
  /**
   * Each finding produces exactly the observed signature. This request cannot distinguish several
   * findings.
   */
  readonly findings: readonly Finding[]
  readonly tried: Effort & { readonly deviations: number; readonly together: number }
  readonly wouldNarrow: readonly string[]
}

export type Diagnosis = RightSignature | WrongSignature
