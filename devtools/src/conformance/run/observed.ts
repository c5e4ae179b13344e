/** What can be diagnosed of an answer: the text of a stage that the search knows how to reach. */
import type { ObservedText } from '../../diagnose/index.ts'
import type { ProtocolRequest, ProtocolText } from '../../input/index.ts'
import { isComparable } from '../protocol/bounds.ts'
import type { Answer } from '../protocol/protocol.ts'
import type { Vector } from '../suite/vector-file.ts'

export interface Observation {
  /** Of the vector. */
  readonly id: string
  readonly observed: ObservedText
  /** Whether a reading of the vector has this text. */
  readonly isRight: boolean
}

/** The stages of an operation's output, that which tells most first. */
const STAGES: Readonly<Record<string, readonly string[]>> = {
  sign: ['signature', 'signatureBaseString'],
  signatureBaseString: ['signatureBaseString'],
  baseStringUri: ['baseStringUri'],
  normalizeParameters: ['normalizedParameters'],
  percentEncode: ['encoded'],
}

/**
 * The wrong text of an answer, or where none is wrong the right one. `null` where there is nothing to diagnose: another
 * operation, a refusal, a text far longer than the right one, or a vector that expects no such text.
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
