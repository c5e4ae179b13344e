/** Runs one parser on many inputs, and reports raw errors, shown secrets and hangs. */
import { CountersignError } from '../../src/signing/index.ts'
import { mutate, type Random, randomOf, shrink } from './mutate.ts'

/**
 * Secrets that targets put into their inputs and credentials. No error and no shown text may hold
 * them.
 */
export const SECRETS: readonly string[] = ['kd94hf93k423kf44', 'pfkkdhi9sl3r4s00', 'Tr0ub4dor3plus']

export interface Target {
  readonly name: string
  /** Valid or nearly valid inputs. */
  readonly inputs: readonly string[]
  /**
   * Reads an input.
   *
   * @returns text that is shown to a person and must hold no secret, or nothing
   */
  run(input: string): unknown
}

export interface Fault {
  readonly index: number
  readonly what: string
  readonly input: string
}

export interface Figures {
  readonly cases: number
  /** The number of inputs that ended in a CountersignError. */
  readonly refused: number
  /** In milliseconds of CPU time. */
  readonly slowest: number
  readonly faults: readonly Fault[]
}

export interface FuzzOptions {
  readonly seed: number
  readonly cases: number
  readonly first?: number
  /**
   * In milliseconds of CPU time. A case that takes longer is repeated twice. `null` measures no
   * time.
   */
  readonly patience: number | null
  /** Called before each case. */
  readonly onCase?: (index: number) => void
}

const MOST_FAULTS = 10

export const inputOf = ({ name, inputs }: Target, seed: number, index: number): string => {
  const random: Random = randomOf(seed, name, index)
  return mutate(inputs, random)
}

export async function fuzz(target: Target, options: FuzzOptions): Promise<Figures> {
  const { seed, cases, first: start = 0, patience, onCase = () => {} } = options
  const faults: Fault[] = []
  let refused = 0
  let slowest = 0
  for (let index = start; index < start + cases && faults.length < MOST_FAULTS; index++) {
    onCase(index)
    const input = inputOf(target, seed, index)
    const { outcome, duration: first } = await measure(target, input)
    let duration = first
    for (let again = 0; again < 2 && patience !== null && duration > patience; again++)
      duration = Math.min(duration, (await measure(target, input)).duration)
    slowest = Math.max(slowest, duration)
    if (outcome.isRefused) refused += 1
    if (patience !== null && duration > patience)
      faults.push({ index, what: `took ${Math.round(duration)} ms`, input })
    if (outcome.fault === null) continue
    const smallest = await shrink(
      input,
      async (text) => (await judge(target, text)).fault === outcome.fault,
    )
    faults.push({ index, what: outcome.fault, input: smallest })
  }
  return { cases, refused, slowest, faults }
}

interface Outcome {
  readonly isRefused: boolean
  readonly fault: string | null
}

/** CPU time, because wall time depends on the load of the machine. */
async function measure(
  target: Target,
  input: string,
): Promise<{ outcome: Outcome; duration: number }> {
  const start = process.cpuUsage()
  const outcome = await judge(target, input)
  const { user, system } = process.cpuUsage(start)
  return { outcome, duration: (user + system) / 1000 }
}

async function judge(target: Target, input: string): Promise<Outcome> {
  try {
    const shown = await target.run(input)
    return {
      isRefused: false,
      fault: typeof shown === 'string' ? leak('what is shown', shown) : null,
    }
  } catch (error) {
    if (!(error instanceof CountersignError))
      return { isRefused: false, fault: `raw error: ${String(error).slice(0, 200)}` }
    const { message, hint, names, cause } = error
    const text = [message, hint, ...names, String(cause ?? '')].join('\n')
    return {
      isRefused: true,
      fault: leak('the error', text) ?? (hint === '' ? `no hint: ${error.code}` : null),
    }
  }
}

function leak(where: string, text: string): string | null {
  const secret = SECRETS.find((each) => text.includes(each))
  return secret === undefined ? null : `${where} holds the secret ${secret}`
}
