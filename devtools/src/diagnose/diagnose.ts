/** Diagnosing a wrong signature: which mistake makes exactly this one. Exact or nothing. */
import { redactor } from 'countersign/internal'
import { narrowing, remaining, ruledOut } from './advice.ts'
import { CountersignError, type Trace } from 'countersign/signing'
import {
  compareBaseStrings,
  type DiagnoseCredentials,
  type ObservedRequest,
  publicKeyOf,
  readBaseString,
  secretsOf,
} from '../input/index.ts'
import {
  CATALOGUE,
  type Choice,
  type Keyring,
  keyringOf,
  placesOf,
  plainPlan,
  runBaseString,
} from '../pipeline/index.ts'
import type { Found } from './search/confirm.ts'
import { isRight, traceObserved } from '../explain/index.ts'
import { findDeviations } from './search/find.ts'
import type { Comparison, DiagnoseInput, Diagnosis, Finding } from './diagnosis.ts'
import { lintRequest, withFound } from '../lint/index.ts'
import { requireMeans } from './require-means.ts'

/**
 * Finds out which deviations from RFC 5849 make the observed signature. The result holds no secret.
 *
 * @throws CountersignError `missing-signature`, `missing-credential`, `unusable-key`, `unreadable-base-string`
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const request =
    input.signature === undefined ? input.request : { ...input.request, signature: input.signature }
  const hide = redactor(secretsOf(request, input.credentials))
  return hide(diagnoseOpenly({ ...input, request }, hide))
}

/** Takes secrets out of a text before a part of it is cut out: a piece of a secret is not found any more. */
type Hide = (text: string) => string

/** The same with nothing taken out, for values that are public, as those of test vectors are. */
export function diagnoseOpenly(input: DiagnoseInput, hide: Hide = (text) => text): Diagnosis {
  const { credentials, signature, now = null, most = 3 } = input
  const request = signature === undefined ? input.request : { ...input.request, signature }
  const keyring = keyringOf(credentials)
  const trace = traceOrNull(request, credentials)
  const ours = request.signatureMethod === 'PLAINTEXT' ? null : rightBaseString(trace, request)
  const explain = (sets: Found): readonly Finding[] =>
    sets.map(({ set, baseString }) => explainSet(set, baseString, ours, request, keyring, hide))
  const comparison =
    input.theirBaseString && ours !== null
      ? compareOpenly(request, keyring, input.theirBaseString, most, hide)
      : null
  const common = {
    signatureMethod: request.signatureMethod,
    signatureBaseString: ours,
    comparison,
    notes: request.notes,
    lint: lintRequest(request, credentials, now),
  }
  const publicKey = publicKeyOf(credentials)
  requireMeans(request, credentials, publicKey)
  const right = {
    ...common,
    rulesOut: ruledOut(request),
    remains: withFound(common.lint, remaining(request)),
  }
  if (trace !== null && isRight(trace, request, credentials) === true)
    return { matches: true, ...right }
  const { found, effort, isOpened } = findDeviations(
    { kind: 'signature', wanted: request.signature!, publicKey },
    request,
    keyring,
    most,
  )
  if (found[0]?.set.length === 0) return { matches: true, ...right }
  return {
    matches: false,
    ...common,
    findings: explain(found),
    tried: { deviations: CATALOGUE.length, together: most, ...effort },
    wouldNarrow: narrowing(request, credentials, comparison !== null, isOpened, effort.isCut),
  }
}

/** `null` for a request that src/signing refuses; then the search alone reads it. */
function traceOrNull(request: ObservedRequest, credentials: DiagnoseCredentials): Trace | null {
  try {
    return traceObserved(request, credentials)
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
}

const rightBaseString = (trace: Trace | null, request: ObservedRequest): string =>
  trace?.signatureBaseString ?? runBaseString(plainPlan(request.signatureMethod), request)

/**
 * Lays the server's base string beside ours, which takes no secret.
 *
 * @throws CountersignError `unreadable-base-string`
 */
export function compareWithServer(request: ObservedRequest, theirBaseString: string): Comparison {
  const hide = redactor(secretsOf(request, {}))
  return hide(compareOpenly(request, keyringOf({}), theirBaseString, 3, hide))
}

function compareOpenly(
  request: ObservedRequest,
  keyring: Keyring,
  pasted: string,
  most: number,
  hide: Hide,
): Comparison {
  const theirs = readBaseString(pasted)
  const ours = rightBaseString(traceOrNull(request, {}), request)
  const { found } = findDeviations(
    { kind: 'base-string', wanted: theirs.text },
    request,
    keyring,
    most,
  )
  const findings =
    found[0]?.set.length === 0
      ? []
      : found.map(({ set, baseString }) =>
          explainSet(set, baseString, ours, request, keyring, hide),
        )
  return { ...theirs, ours, difference: compareBaseStrings(ours, theirs.text), findings }
}

function explainSet(
  set: readonly Choice[],
  baseString: string | null,
  ours: string | null,
  request: ObservedRequest,
  keyring: Keyring,
  hide: Hide,
): Finding {
  return {
    deviations: set.map(({ deviation }) => deviation.name),
    explained: set.map((choice) => {
      const { name, title, rule, section, seen, vectors, fix, isOpen } = choice.deviation
      return {
        name,
        title,
        rule,
        section,
        places: placesOf(choice, set, request, keyring, hide),
        seen,
        vectors,
        fix,
        isOpen,
      }
    }),
    signatureBaseString: baseString,
    difference: baseString === null || ours === null ? null : compareBaseStrings(ours, baseString),
  }
}
