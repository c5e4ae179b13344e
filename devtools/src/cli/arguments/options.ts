/** Arguments, read with Node's own parser; what it refuses becomes a usage error with a hint. */
import { parseArgs } from 'node:util'
import { CountersignError } from 'countersign/signing'
import type { OptionTable } from '../command.ts'
import { isSecretName, nearestName } from 'countersign/internal'

type Parsed<O extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>

/** Node's parser takes a time that grows with the square of their number. */
const MOST_ARGUMENTS = 20_000

/** @throws CountersignError `usage` */
export function parseOptions<const O extends OptionTable>(
  args: readonly string[],
  options: O,
): Parsed<O> {
  if (args.length > MOST_ARGUMENTS)
    throw usage(
      `there are more than ${MOST_ARGUMENTS} arguments`,
      'give what is long in a file, such as with -d @FILE',
    )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [message = ''] = (error as Error).message.split(/\.\s/)
    const words = message.charAt(0).toLowerCase() + message.slice(1).replaceAll("'", '"')
    throw usage(words, hintFor(words, Object.keys(options)))
  }
}

function hintFor(message: string, names: readonly string[]): string {
  const [, dashed] = /^option "([^" ]+)/.exec(message) ?? []
  if (dashed !== undefined && message.includes('" argument is ambiguous')) {
    return `write a value that begins with a dash as in ${dashed}${dashed.startsWith('--') ? '=' : ''}-1`
  }
  const [, typed] = /^unknown option "--([^"]+)"/.exec(message) ?? []
  if (typed !== undefined && isSecretName(typed)) {
    return 'secrets are no arguments, because others can see those: set COUNTERSIGN_CONSUMER_SECRET and the like'
  }
  const meant = typed === undefined ? null : nearestName(typed, [...names, 'help'])
  return meant === null ? 'the --help of the command lists its options' : `did you mean --${meant}?`
}

export function usage(message: string, hint: string): CountersignError {
  return new CountersignError('usage', message, { hint })
}

/** The value of an option that takes one of a few words. @throws CountersignError `usage` */
export function oneOf<const Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const word = words.find((candidate) => candidate === value)
  if (value === undefined || word !== undefined) return word
  throw usage(`--${name} takes no ${JSON.stringify(value)}`, `use ${words.join(', ')}`)
}

/** A number of seconds, as milliseconds. @throws CountersignError `usage` */
export function seconds(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value) * 1000
  throw usage(`--${name} takes a number of seconds, not ${JSON.stringify(value)}`, 'such as 30')
}

/** @throws CountersignError `usage` */
export function port(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,5}$/.test(value) && Number(value) < 65536) return Number(value)
  throw usage(
    `--port takes a number from 0 to 65535, not ${JSON.stringify(value)}`,
    '0 is any free port',
  )
}

/** `name=value`, split at the first `=`. @throws CountersignError `usage` */
export function pair(name: string, text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
  throw usage(
    `--${name} takes name=value, not ${JSON.stringify(text)}`,
    `such as --${name} count=10`,
  )
}

/** @throws CountersignError `usage`: there are arguments besides the options */
export function noOperands(command: string, positionals: readonly string[]): void {
  if (positionals.length === 0) return
  throw usage(`${command} takes no ${JSON.stringify(positionals[0])}`, 'it has options only')
}
