/** What the person's terminal can do, if there is one. */
import { styleText } from 'node:util'
import { printableLines } from '../internal/index.ts'
import type { Io } from './command.ts'

export function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true
}

/** Whether to colour: not in a pipe, and not where the environment says that it is not wanted or not shown. */
export function isColoured(stream: object, { env }: Pick<Io, 'env'>): boolean {
  return isTerminal(stream) && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Text that is exact in a pipe. On a terminal, what that would act on is spelled out. */
export function exactOrPrintable(stream: object, text: string): string {
  return isTerminal(stream) ? printableLines(text) : text
}

export type Paint = (style: 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold', text: string) => string

export function painter(isOn: boolean): Paint {
  return (style, text) => (isOn ? styleText(style, text, { validateStream: false }) : text)
}
