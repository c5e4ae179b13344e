/** Collects and decodes the parameters of a request under a plan, RFC 5849 §3.4.1.3.1. */
import { percentEncode } from 'countersign/signing'
import type { ObservedRequest } from '../input/index.ts'
import type { Pair, ParameterSource, Plan } from './plan.ts'

/** The decoded parameters of the query, the form body and the header, in this order. */
export function collectPairs(plan: Plan, request: ObservedRequest): Pair[] {
  const fromForm = (form: string, source: ParameterSource): Pair[] =>
    plan.split(form).map(({ rawName, rawValue }) => ({
      source,
      rawName,
      rawValue,
      name: plan.decodeName(rawName, source),
      value: plan.decodeValue(rawValue ?? '', source),
    }))
  return [
    ...(request.typed.query === null ? [] : fromForm(plan.query(request), 'query')),
    ...(request.body === null ? [] : fromForm(plan.form(request), 'body')),
    ...plan.header(request).map(([name, value]) => headerPair(name, value)),
  ]
}

export const headerPair = (name: Pair['name'], value: Pair['value']): Pair => ({
  source: 'header',
  rawName: percentEncode(name),
  rawValue: percentEncode(value),
  name,
  value,
})
