/**
 * Finds the mistakes that produce exactly an observed signature. It reports no approximate matches.
 */
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
import { lintRequest, withLintCauses } from '../lint/index.ts'
import { requireCredentials } from './require-credentials.ts'

/**
 * Finds the deviations from RFC 5849 that produce the observed signature. The result contains no
 * secret.
 *
 * @throws CountersignError `missing-signature`: the request has no signature, §3.5;
 *   `missing-credential`: the consumer secret or the RSA key is missing, §3.4.2, §3.4.3;
 *   `unusable-key`: the RSA key cannot be read; `unreadable-base-string`: `theirBaseString`
 *   contains no base string, §3.4.1.1
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const request =
    input.signature === undefined ? input.request : { ...input.request, signature: input.signature }
  const redact = redactor(secretsOf(request, input.credentials))
  return redact(diagnoseUnredacted({ ...input, request }, redact))
}

/**
 * Removes secrets from a text. Runs before a text is truncated, because part of a secret is not
 * recognized.
 */
type Redact = (text: string) => string

/** Diagnoses without redaction, for public values such as those of test vectors. */
export function diagnoseUnredacted(
  input: DiagnoseInput,
  redact: Redact = (text) => text,
): Diagnosis {
  const { credentials, signature, now = null, most = 3 } = input
  const request = signature === undefined ? input.request : { ...input.request, signature }
  const keyring = keyringOf(credentials)
  const trace = traceOrNull(request, credentials)
  const ours = request.signatureMethod === 'PLAINTEXT' ? null : correctBaseString(trace, request)
  const explain = (sets: Found): readonly Finding[] =>
    sets.map(({ set, baseString }) => explainSet(set, baseString, ours, request, keyring, redact))
  const comparison =
    input.theirBaseString && ours !== null
      ? compareUnredacted(request, keyring, input.theirBaseString, most, redact)
      : null
  const common = {
    signatureMethod: request.signatureMethod,
    signatureBaseString: ours,
    comparison,
    notes: request.notes,
    lint: lintRequest(request, credentials, now),
  }
  const publicKey = publicKeyOf(credentials)
  requireCredentials(request, credentials, publicKey)
  const right = {
    ...common,
    rulesOut: ruledOut(request),
    remains: withLintCauses(common.lint, remaining(request)),
  }
  if (trace !== null && isRight(trace, request, credentials) === true)
    return { matches: true, ...right }
  const { found, effort, isKeyRight } = findDeviations(
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
    wouldNarrow: narrowing(request, credentials, comparison !== null, isKeyRight, effort.isCut),
  }
}

/** `null` for a request that src/signing rejects. The search can process such a request. */
function traceOrNull(request: ObservedRequest, credentials: DiagnoseCredentials): Trace | null {
  try {
    return traceObserved(request, credentials)
  } catch (error) {
    if (error instanceof CountersignError) return null
    throw error
  }
}

const correctBaseString = (trace: Trace | null, request: ObservedRequest): string =>
  trace?.signatureBaseString ?? runBaseString(plainPlan(request.signatureMethod), request)

/**
 * Compares the server's base string with the computed one. It needs no secrets.
 *
 * @throws CountersignError `unreadable-base-string`
 */
export function compareWithServer(request: ObservedRequest, theirBaseString: string): Comparison {
  const redact = redactor(secretsOf(request, {}))
  return redact(compareUnredacted(request, keyringOf({}), theirBaseString, 3, redact))
}

function compareUnredacted(
  request: ObservedRequest,
  keyring: Keyring,
  pasted: string,
  most: number,
  redact: Redact,
): Comparison {
  const theirs = readBaseString(pasted)
  const ours = correctBaseString(traceOrNull(request, {}), request)
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
          explainSet(set, baseString, ours, request, keyring, redact),
        )
  return { ...theirs, ours, difference: compareBaseStrings(ours, theirs.text), findings }
}

function explainSet(
  set: readonly Choice[],
  baseString: string | null,
  ours: string | null,
  request: ObservedRequest,
  keyring: Keyring,
  redact: Redact,
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
        places: placesOf(choice, set, request, keyring, redact),
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
