/** Checks that an expression takes linear time, on hostile inputs of growing length. */
import { type Attack, attacksOn, textOf } from './attacks.ts'
import { type Counter, createCounter, TooManySteps } from './steps.ts'

export interface Fault {
  readonly attack: Attack
  /** The fault, with figures. */
  readonly what: string
}

/** In characters. The second of a pair is four times the first. */
const COMPARED = 16
const FIRST = [80, 320] as const
const SECOND = [1000, 4000] as const
/**
 * The allowed growth of the steps for four times the length. Linear growth is 4, quadratic growth
 * 16.
 */
const MOST_GROWTH = 7
const SUSPICIOUS = 4.8
/** The allowed steps for one character, which limits bounded repetitions. */
const MOST_STEPS = 1000

/**
 * The fault, or `null` for linear growth.
 *
 * @throws Error if the counted match differs from that of the engine
 */
export function findGrowth(source: string, flags: string): Fault | null {
  const counter = createCounter(source, flags)
  const pattern = new RegExp(source, flags.includes('g') ? flags : `${flags}g`)
  for (const attack of attacksOn(source, flags)) {
    if (attack.after === '') requireSameMatches(pattern, flags, counter, textOf(attack, COMPARED))
    const [short, long] = FIRST.map((length) => stepsFor(counter, attack, length))
    if (long! / short! <= SUSPICIOUS) continue
    const [few, many] = SECOND.map((length) => stepsFor(counter, attack, length))
    if (many === Infinity)
      return { attack, what: `over ${MOST_STEPS} steps for each of ${SECOND[1]} characters` }
    if (many! / few! > MOST_GROWTH)
      return { attack, what: `${few} steps for ${SECOND[0]} characters, ${many} for ${SECOND[1]}` }
  }
  return null
}

function stepsFor(counter: Counter, attack: Attack, length: number): number {
  const text = textOf(attack, length)
  try {
    return counter.run(text, text.length * MOST_STEPS).steps
  } catch (error) {
    if (error instanceof TooManySteps) return Infinity
    throw error
  }
}

function requireSameMatches(pattern: RegExp, flags: string, counter: Counter, text: string): void {
  const matches = [...text.matchAll(pattern)].slice(0, /[gy]/.test(flags) ? Infinity : 1)
  const expected = matches.map(({ index, 0: part }) => `${index} ${part}`)
  const actual = counter.run(text, 1e7).found.map(({ index, text: part }) => `${index} ${part}`)
  if (actual.join('\n') === expected.join('\n')) return
  throw new Error(
    `the steps of ${String(pattern)} cannot be counted: it is read wrongly on ${JSON.stringify(text)}`,
  )
}
