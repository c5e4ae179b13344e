/** Selects the text of an answer that can be diagnosed. */
import type { ObservedText } from '../../diagnose/index.ts'
import type { ProtocolRequest, ProtocolText } from '../../input/index.ts'
import { isComparable } from '../protocol/bounds.ts'
import type { Answer } from '../protocol/protocol.ts'
import type { Vector } from '../suite/vector-file.ts'

export interface Observation {
  /** The id of the vector. */
  readonly id: string
  readonly observed: ObservedText
  /** Whether the text is one of the expected texts. */
  readonly isRight: boolean
}

/** The stages of an operation's output, the most informative first. */
const STAGES: Readonly<Record<string, readonly string[]>> = {
  sign: ['signature', 'signatureBaseString'],
  signatureBaseString: ['signatureBaseString'],
  baseStringUri: ['baseStringUri'],
  normalizeParameters: ['normalizedParameters'],
  percentEncode: ['encoded'],
}

/**
 * The wrong text of an answer, or else the right one. `null` if there is nothing to diagnose:
 * another operation, a refusal, a text much longer than the expected one, or a vector that expects
 * no such text.
 */
export function observe(
  { id, operation, input, expected }: Vector,
  answer: Answer,
): Observation | null {
  if (answer.kind !== 'output') return null
  const observations = (STAGES[operation] ?? []).flatMap((stage): Observation[] => {
    const text = answer.output[stage]
    const known = expected
      .map(({ members }) => members[stage])
      .filter((each) => typeof each === 'string')
    if (typeof text !== 'string' || !known.some((right) => isComparable(text, right))) return []
    return [{ id, observed: textOf(stage, text, input), isRight: known.includes(text) }]
  })
  return observations.find(({ isRight }) => !isRight) ?? observations[0] ?? null
}

function textOf(stage: string, text: string, input: Vector['input']): ObservedText {
  switch (stage) {
    case 'signature':
      return { kind: 'signature', text, request: input as unknown as ProtocolRequest }
    case 'signatureBaseString':
      return { kind: 'base-string', text, request: input as unknown as ProtocolRequest }
    case 'baseStringUri':
      return { kind: 'base-string-uri', text, url: input['url'] as string }
    case 'normalizedParameters':
      return { kind: 'normalized-parameters', text, parameters: input['parameters'] as Pairs }
    default:
      return { kind: 'encoded', text, value: input['text'] as ProtocolText }
  }
}

type Pairs = readonly (readonly [ProtocolText, ProtocolText])[]
