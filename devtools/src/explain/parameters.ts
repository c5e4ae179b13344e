/**
 * Explains which parameters a signature covers, their sources, and their order, RFC 5849 §3.4.1.3.
 */
import { MASK } from 'countersign/internal'
import type { RequestParameter, Trace } from 'countersign/signing'
import { type ObservedRequest, splitBaseString, textOf } from '../input/index.ts'
import { parametersOf } from './core-trace.ts'
import type { Remark } from './uri.ts'

export interface ExplainedParameter {
  readonly source: RequestParameter['source']
  /**
   * The text in the query or the form. `null` for a parameter of the header, which is
   * percent-encoded there.
   */
  readonly raw: string | null
  readonly name: string
  readonly value: string
  readonly encodedName: string
  readonly encodedValue: string
  /** The parameter as encoded in the base string. `null` if it is not signed. */
  readonly inBaseString: string | null
  /** The position after sorting, from 1. `null` if the parameter is not signed. */
  readonly position: number | null
  /** Why the parameter is not signed, or how it was decoded. `null` for no remark. */
  readonly remark: string | null
}

export interface ExplainedParameters {
  readonly parameters: readonly ExplainedParameter[]
  readonly leftOut: readonly Remark[]
  readonly sort: readonly Remark[]
}

export function explainParameters(request: ObservedRequest, trace: Trace): ExplainedParameters {
  const placed = placeParameters(request, trace)
  const sorted = placed
    .filter(({ position }) => position !== null)
    .sort((a, b) => a.position! - b.position!)
  const isPlaintext = trace.signatureMethod === 'PLAINTEXT'
  const parameters = placed.map((parameter): ExplainedParameter => {
    const { source, piece, name, value, encodedName, encodedValue, position, inBaseString } =
      parameter
    const isMasked = position === null && isPlaintext
    return {
      source,
      raw: isMasked ? null : piece,
      name: textOf(name),
      value: isMasked ? MASK : textOf(value),
      encodedName,
      encodedValue: isMasked ? MASK : encodedValue,
      inBaseString,
      position,
      remark: remarkOn(parameter),
    }
  })
  return { parameters, leftOut: leftOut(request), sort: explainSort(sorted) }
}

/** A parameter with its text in the query or the form, and its position in the trace. */
interface PlacedParameter
  extends Pick<ExplainedParameter, 'inBaseString' | 'position'>,
    RequestParameter {
  readonly piece: string | null
}

/** All parameters in the order query, body, header. */
function placeParameters(request: ObservedRequest, trace: Trace): PlacedParameter[] {
  const pieces = { query: piecesOf(request.wire.query), body: piecesOf(request.form), header: [] }
  const placeOf = placesAmong(trace.normalizedParameters.split('&'))
  const encoded = splitBaseString(trace.signatureBaseString)!.parameters.split('%26')
  const all = parametersOf(request)
  return (['query', 'body', 'header'] as const).flatMap((source) =>
    all
      .filter((parameter) => parameter.source === source)
      .map((parameter, index) => {
        const place = placeOf(`${parameter.encodedName}=${parameter.encodedValue}`)
        return {
          ...parameter,
          piece: pieces[source][index] ?? null,
          position: place === null ? null : place + 1,
          inBaseString: place === null ? null : encoded[place]!,
        }
      }),
  )
}

const piecesOf = (form: string | null): string[] =>
  (form ?? '').split('&').filter((piece) => piece !== '')

/**
 * Looks up the index of a text. Equal texts get consecutive indexes, and an unknown text gets
 * `null`.
 */
function placesAmong(texts: readonly string[]): (text: string) => number | null {
  const places = new Map<string, number[]>()
  for (let place = texts.length - 1; place >= 0; place--) {
    const known = places.get(texts[place]!)
    if (known) known.push(place)
    else places.set(texts[place]!, [place])
  }
  return (text) => places.get(text)?.pop() ?? null
}

function remarkOn({ piece, position, value }: PlacedParameter): string | null {
  if (position === null) return 'left out: a signature does not cover itself'
  if (typeof value !== 'string') return 'its octets are not valid UTF-8 and are kept unchanged'
  if (piece === null) return null
  if (/%(?![0-9A-Fa-f]{2})/.test(piece)) return 'a "%" without two hex digits is a literal "%"'
  if (piece.includes('+')) return '"+" means a space'
  if (!piece.includes('=')) return 'a name without "=" has an empty value'
  return piece.startsWith('=') ? 'its name is empty' : null
}

function leftOut({
  realm,
  body,
  form,
  contentType,
  wire,
  typed,
}: ObservedRequest): readonly Remark[] {
  const type =
    contentType === null ? 'the request has no Content-Type' : `its Content-Type is ${contentType}`
  const pieces = [wire.query ?? '', form ?? ''].some(
    (text) => text !== '' && text.split('&').includes(''),
  )
  return [
    ...(realm === null
      ? []
      : [{ what: 'the realm of the Authorization header is never signed', section: '3.4.1.3.1' }]),
    ...(body !== null && body.length > 0 && form === null
      ? [
          {
            what: `the body (${Buffer.byteLength(body as string)} octets) is not signed: ${type}`,
            section: '3.4.1.3.1',
          },
        ]
      : []),
    ...(body === null || body.length === 0
      ? [{ what: 'the request has no body', section: '3.4.1.3.1' }]
      : []),
    ...(pieces
      ? [{ what: 'empty pieces between two "&" are not parameters', section: '3.4.1.3.1' }]
      : []),
    ...(typed.query === ''
      ? [{ what: 'a "?" without a query adds no parameter', section: '3.4.1.3.1' }]
      : []),
  ]
}

function explainSort(sorted: readonly RequestParameter[]): readonly Remark[] {
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
      what: 'sorted by encoded name in byte order: "%" first, then digits, upper case, lower case',
      section: '3.4.1.3.2',
    },
    ...(repeated.length > 0
      ? [
          {
            what: `parameters with the same name (${repeated.join(', ')}) are sorted by encoded value`,
            section: '3.4.1.3.2',
          },
        ]
      : []),
    ...(isEarlier
      ? [
          {
            what: 'sorting before encoding would give another order',
            section: '3.4.1.3.2',
          },
        ]
      : []),
  ]
}
