/** Which parameters a signature covers, where each comes from, and how they are sorted, RFC 5849 §3.4.1.3, in words. */
import { percentEncode } from '../signing/index.ts'
import { collectPairs } from './collect.ts'
import type { Remark } from './explain-uri.ts'
import { type ObservedRequest, textOf } from './observed-request.ts'
import type { EncodedPair, Pair } from './plan.ts'
import { byEncodedPair, rfcPlan } from './rfc-plan.ts'

export interface ExplainedParameter {
  readonly source: Pair['source']
  /** As query or form spell it; `null` for a parameter of the header, which is percent-encoded there. */
  readonly raw: string | null
  readonly name: string
  readonly value: string
  readonly encodedName: string
  readonly encodedValue: string
  /** As it stands in the base string, encoded once more. */
  readonly inBaseString: string
  /** Its place once all are sorted, from 1; `null` where it is not signed. */
  readonly position: number | null
  /** Why it is not signed, or what is worth knowing of it; or `null`. */
  readonly remark: string | null
}

export interface ExplainedParameters {
  readonly parameters: readonly ExplainedParameter[]
  readonly leftOut: readonly Remark[]
  readonly sort: readonly Remark[]
}

export function explainParameters(request: ObservedRequest): ExplainedParameters {
  const plan = rfcPlan(request.signatureMethod)
  const all = collectPairs(plan, request).map((pair): EncodedPair => {
    const [encodedName, encodedValue] = [percentEncode(pair.name), percentEncode(pair.value)]
    const joined = `${encodedName}=${encodedValue}`
    return { ...pair, encodedName, encodedValue, joined, inBaseString: percentEncode(joined) }
  })
  const sorted = all.filter((pair) => !plan.isExcluded(pair)).sort(byEncodedPair)
  const isPlaintext = request.signatureMethod === 'PLAINTEXT'
  return {
    parameters: all.map((pair) => {
      const isSignature = plan.isExcluded(pair)
      const value = isSignature && isPlaintext ? '***' : textOf(pair.value)
      const encodedValue = isSignature && isPlaintext ? '***' : pair.encodedValue
      return {
        source: pair.source,
        name: textOf(pair.name),
        value,
        encodedName: pair.encodedName,
        encodedValue,
        raw:
          pair.source === 'header' || (isSignature && isPlaintext)
            ? null
            : `${pair.rawName}${pair.rawValue === null ? '' : `=${pair.rawValue}`}`,
        inBaseString: percentEncode(`${pair.encodedName}=${encodedValue}`),
        position: isSignature ? null : sorted.indexOf(pair) + 1,
        remark: remarkOn(pair, isSignature),
      }
    }),
    leftOut: leftOut(request),
    sort: explainSort(sorted),
  }
}

function remarkOn({ rawName, rawValue, source, value }: Pair, isSignature: boolean): string | null {
  if (isSignature) return 'left out: a signature does not cover itself'
  if (typeof value !== 'string') return 'its octets are no UTF-8, and are kept as they are'
  if (source === 'header') return null
  const raw = `${rawName}=${rawValue ?? ''}`
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return 'a "%" without two hex digits stands for itself'
  if (raw.includes('+')) return '"+" is a space'
  if (rawValue === null) return 'a name without "=" has the empty value'
  return rawName === '' ? 'its name is empty' : null
}

function leftOut({ realm, body, form, contentType, wire, typed }: ObservedRequest): readonly Remark[] {
  const type = contentType === null ? 'there is no Content-Type' : `its Content-Type is ${contentType}`
  const pieces = [wire.query ?? '', form ?? ''].some((text) => text !== '' && text.split('&').includes(''))
  return [
    ...(realm === null ? [] : [{ what: 'the realm of the header is never signed', section: '3.4.1.3.1' }]),
    ...(body !== null && body.length > 0 && form === null
      ? [
          {
            what: `the body, ${Buffer.byteLength(body as string)} octets, is not signed: ${type}`,
            section: '3.4.1.3.1',
          },
        ]
      : []),
    ...(body === null || body.length === 0 ? [{ what: 'there is no body', section: '3.4.1.3.1' }] : []),
    ...(pieces ? [{ what: 'empty pieces between two "&" are no parameters', section: '3.4.1.3.1' }] : []),
    ...(typed.query === '' ? [{ what: 'a bare "?" brings no parameter', section: '3.4.1.3.1' }] : []),
  ]
}

function explainSort(sorted: readonly EncodedPair[]): readonly Remark[] {
  const repeated = [
    ...new Set(
      sorted
        .filter((pair, index) => sorted[index + 1]?.encodedName === pair.encodedName)
        .map(({ name }) => textOf(name)),
    ),
  ]
  const decoded = [...sorted].sort((a, b) =>
    textOf(a.name) < textOf(b.name) ? -1 : Number(textOf(a.name) > textOf(b.name)),
  )
  const isEarlier = decoded.some((pair, index) => pair.encodedName !== sorted[index]!.encodedName)
  return [
    {
      what: 'sorted by encoded name, in byte order: digits, upper case, lower case, and "%" before all of them',
      section: '3.4.1.3.2',
    },
    ...(repeated.length > 0
      ? [{ what: `of equal names (${repeated.join(', ')}) the encoded value decides`, section: '3.4.1.3.2' }]
      : []),
    ...(isEarlier ? [{ what: 'sorted before encoding, they would stand in another order', section: '3.4.1.3.2' }] : []),
  ]
}
