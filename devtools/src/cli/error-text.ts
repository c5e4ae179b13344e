/** What the command says of an error: printable, without secrets, and with the way on. */
import { isSecretName, printable, redact } from 'countersign/internal'
import { CountersignError } from 'countersign/signing'
import { type Io, isColoured, painter } from '../terminal/index.ts'
import { isNetworkError } from './exit-code.ts'
import { hintFor } from './hints.ts'

/** An error that ends the command. */
export function describeError(error: unknown, io: Io): string {
  const label = painter(isColoured(io.stderr, io))('red', 'error:')
  return describe(`${label} `, error, io)
}

/** An error that the command goes on after. */
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

/** No message should hold a secret: this is for one that quotes what it was given. */
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
