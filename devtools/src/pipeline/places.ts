/** Describes what a deviation changes in a request, next to the text without the deviation. */
import { applyChange, type Choice } from './combine.ts'
import { firstDifference, type ObservedRequest, splitBaseString } from '../input/index.ts'
import { ParameterRunner } from './parameter-runner.ts'
import { runBaseString, runKey, runUri } from './pipeline.ts'
import type { EncodedPair, Keyring, Plan } from './plan.ts'
import { plainPlan } from './plain-plan.ts'

const MAX_PLACES = 5

/**
 * One sentence for each changed place.
 *
 * @param redact removes secrets from a text before it is truncated
 */
export function placesOf(
  choice: Choice,
  set: readonly Choice[],
  request: ObservedRequest,
  keyring: Keyring,
  redact: Redact,
): readonly string[] {
  const quoted: Quote = (text) => quote(redact(text))
  const plain = plainPlan(request.signatureMethod)
  const without = planOf(
    plain,
    set.filter((other) => other !== choice),
  )
  const withIt = planOf(plain, set)
  switch (choice.deviation.part) {
    case 'method':
      return [
        replaced(
          'the method',
          withIt.method(request.method),
          without.method(request.method),
          quoted,
        ),
      ]
    case 'uri':
      return [
        replaced('the base string URI', runUri(withIt, request), runUri(without, request), quoted),
      ]
    case 'parameters':
      return parameterPlaces(withIt, without, request, quoted)
    case 'encoder':
      return [
        ...parameterPlaces(withIt, without, request, quoted),
        ...keyPlaces(withIt, without, keyring),
        ...textPlaces(withIt, without, request, redact),
      ].slice(0, MAX_PLACES)
    case 'assembly':
      return textPlaces(withIt, without, request, redact)
    case 'key':
      return keyPlaces(withIt, without, keyring)
    case 'hash':
      return [`the hash of the base string; oauth_signature_method is ${request.signatureMethod}`]
    case 'output':
      return [
        `the text of oauth_signature, which is ${request.signature?.length ?? 0} characters long`,
      ]
  }
}

export function planOf(plain: Plan, set: readonly Choice[]): Plan {
  return set.reduce((plan, { change }) => applyChange(plan, change), plain)
}

type Redact = (text: string) => string
type Quote = (text: string) => string

const replaced = (what: string, theirs: string, ours: string, quoted: Quote): string =>
  `${what} is signed as ${quoted(theirs)}, not as ${quoted(ours)}`

const quote = (text: string): string =>
  JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)

const SOURCES = { query: 'the query', body: 'the body', header: 'the header' } as const

function parameterPlaces(
  withIt: Plan,
  without: Plan,
  request: ObservedRequest,
  quoted: Quote,
): string[] {
  const [theirs, ours] = [withIt, without].map((plan) => listOf(plan, request))
  const [onlyTheirs, onlyOurs] = [missingFrom(theirs!, ours!), missingFrom(ours!, theirs!)]
  const places: string[] = []
  for (const pair of onlyOurs) {
    const index = onlyTheirs.findIndex((other) => isSamePlace(pair, other))
    const [other] = index < 0 ? [] : onlyTheirs.splice(index, 1)
    const place = `${quoted(rawOf(pair))} in ${SOURCES[pair.source]}`
    places.push(other ? replaced(place, other.text, pair.text, quoted) : `${place} is not signed`)
  }
  places.push(...onlyTheirs.map(({ text }) => `${quoted(text)} is also signed`))
  if (places.length === 0 && onlyOurs.length === 0) {
    const index = ours!.findIndex((pair, place) => pair.text !== theirs![place]?.text)
    if (index >= 0)
      places.push(
        `${quoted(theirs![index]!.text)} is at the position of ${quoted(ours![index]!.text)}`,
      )
  }
  return places.length > MAX_PLACES
    ? [...places.slice(0, MAX_PLACES), `and ${places.length - MAX_PLACES} more`]
    : places
}

type Listed = EncodedPair & { readonly text: string }

const listOf = (plan: Plan, request: ObservedRequest): Listed[] =>
  new ParameterRunner(request, plan)
    .arrange(plan)
    .map((pair) => ({ ...pair, text: plan.joinPair(pair) }))

const rawOf = ({ source, rawName, rawValue, name, value }: EncodedPair): string =>
  source === 'header'
    ? `${String(name)}=${String(value)}`
    : rawValue === null
      ? rawName
      : `${rawName}=${rawValue}`

const isSamePlace = (a: EncodedPair, b: EncodedPair): boolean =>
  a.source === b.source &&
  ((a.rawName === b.rawName && a.rawValue === b.rawValue) || String(a.name) === String(b.name))

/** The items of `list` that `other` does not have, counting repeated items. */
function missingFrom(list: readonly Listed[], other: readonly Listed[]): Listed[] {
  const left = other.map(({ text }) => text)
  return list.filter(({ text }) => {
    const index = left.indexOf(text)
    if (index >= 0) left.splice(index, 1)
    return index < 0
  })
}

function keyPlaces(withIt: Plan, without: Plan, keyring: Keyring): string[] {
  const [theirs, ours] = [withIt, without].map((plan) => runKey(plan, keyring).text)
  if (theirs === ours)
    return withIt.keyOctets === without.keyOctets ? [] : ['the octets of the key']
  return [`the key has the shape ${shapeOf(theirs!)}, not ${shapeOf(ours!)}`]
}

/** The shape of a key: "%" and "&" stay visible, and every other character becomes a star. */
function shapeOf(key: string): string {
  const stars = key.replace(/[^%&]/g, '*')
  return stars === '' ? 'of an empty string' : stars
}

function textPlaces(
  withIt: Plan,
  without: Plan,
  request: ObservedRequest,
  redact: Redact,
): string[] {
  const whole = [withIt, without].map((plan) => runBaseString(plan, request))
  if (whole[0] === whole[1]) return []
  const [theirs, ours] = whole.map(redact)
  if (theirs === ours) return ['the base string, in a redacted value']
  const position = firstDifference(ours!, theirs!)
  const before = splitBaseString(ours!.slice(0, position))
  const part =
    before !== null
      ? 'its parameters'
      : ours!.slice(0, position).includes('&')
        ? 'its URI'
        : 'its method'
  const excerpt = (text: string): string =>
    quote(text.slice(Math.max(0, position - 12), position + 24))
  return [
    `the base string, at character ${position + 1} in ${part}, reads ${excerpt(theirs!)}, not ${excerpt(ours!)}`,
  ]
}
