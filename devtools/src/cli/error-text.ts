/** Formats an error for standard error: message and hint, printable and redacted. */
import { isSecretName, printable, redact } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import { type Io, isColoured, painter } from '../terminal/index.ts'
import { isNetworkError } from './exit-code.ts'
import { hintFor } from './hints.ts'

/** Formats an error that ends the command. */
export function describeError(error: unknown, io: Io): string {
  const label = painter(isColoured(io.stderr, io))('red', 'error:')
  return describe(`${label} `, error, io)
}

/** Formats an error after which the command continues. */
export function describeWarning(error: CountersignError, io: Io): string {
  return describe('', error, io)
}

function describe(label: string, error: unknown, io: Io): string {
  const hint = error instanceof CountersignError ? hintFor(error) : ''
  const [message, advice] = [messageOf(error), hint].map((text) =>
    printable(redact(text, secretsOf(io))),
  )
  return `countersign: ${label}${message}\n${advice && `hint: ${advice}\n`}`
}

/** The secrets in the environment, in case a message quotes its input. */
function secretsOf({ env }: Io): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    name.startsWith('COUNTERSIGN_') && isSecretName(name.replace(/S$/, ''))
      ? (value ?? '').split('\n')
      : [],
  )
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof CountersignError || !isNetworkError(error)) return error.message
  const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException
  return `no answer from the server: ${code ?? message}`
}
