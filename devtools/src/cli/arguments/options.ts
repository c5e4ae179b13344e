/**
 * Parses arguments with `parseArgs` of Node, and turns its errors into usage errors with a hint.
 */
import { parseArgs } from 'node:util'
import { CountersignError } from 'countersign/signing'
import type { OptionTable } from '../command.ts'
import { isSecretName, nearestName } from 'countersign/internal'

type Parsed<O extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>

/** The time that `parseArgs` takes grows with the square of the number of arguments. */
const MAX_ARGUMENTS = 20_000

/** @throws CountersignError `usage` */
export function parseOptions<const O extends OptionTable>(
  args: readonly string[],
  options: O,
): Parsed<O> {
  if (args.length > MAX_ARGUMENTS)
    throw usageError(
      `there are more than ${MAX_ARGUMENTS} arguments`,
      'put long input into a file, for example with -d @FILE',
    )
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [message = ''] = (error as Error).message.split(/\.\s/)
    const words = message.charAt(0).toLowerCase() + message.slice(1).replaceAll("'", '"')
    throw usageError(words, hintFor(words, Object.keys(options)))
  }
}

function hintFor(message: string, names: readonly string[]): string {
  const [, dashed] = /^option "([^" ]+)/.exec(message) ?? []
  if (dashed !== undefined && message.includes('" argument is ambiguous')) {
    return `to pass a value that begins with a dash, write ${dashed}${dashed.startsWith('--') ? '=' : ''}-1`
  }
  const [, typed] = /^unknown option "--([^"]+)"/.exec(message) ?? []
  if (typed !== undefined && isSecretName(typed)) {
    return 'other users can see arguments, so pass secrets in the environment: COUNTERSIGN_CONSUMER_SECRET, COUNTERSIGN_TOKEN_SECRET'
  }
  const meant = typed === undefined ? null : nearestName(typed, [...names, 'help'])
  return meant === null ? '--help lists the options of the command' : `did you mean --${meant}?`
}

/** Creates an error with the code `usage`. */
export function usageError(message: string, hint: string): CountersignError {
  return new CountersignError('usage', message, { hint })
}

/**
 * Checks an option that takes one of a list of words.
 *
 * @throws CountersignError `usage`: another word
 */
export function oneOf<const Word extends string>(
  name: string,
  value: string | undefined,
  words: readonly Word[],
): Word | undefined {
  const word = words.find((candidate) => candidate === value)
  if (value === undefined || word !== undefined) return word
  throw usageError(`--${name} does not accept ${JSON.stringify(value)}`, `use ${words.join(', ')}`)
}

/**
 * Parses a positive number of seconds.
 *
 * @returns milliseconds
 * @throws CountersignError `usage`: not such a number
 */
export function parseSeconds(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value) * 1000
  throw usageError(
    `--${name} takes a number of seconds, not ${JSON.stringify(value)}`,
    `for example --${name} 30`,
  )
}

/** Parses a port. @throws CountersignError `usage`: not a number from 0 to 65535 */
export function parsePort(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,5}$/.test(value) && Number(value) < 65536) return Number(value)
  throw usageError(
    `--port takes a number from 0 to 65535, not ${JSON.stringify(value)}`,
    '0 selects a free port',
  )
}

/** Splits `name=value` at the first `=`. @throws CountersignError `usage`: no name or no `=` */
export function parsePair(name: string, text: string): [string, string] {
  const equals = text.indexOf('=')
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)]
  throw usageError(
    `--${name} takes name=value, not ${JSON.stringify(text)}`,
    `for example --${name} count=10`,
  )
}
