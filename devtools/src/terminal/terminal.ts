/** What the person's terminal can do, if there is one. */
import { styleText } from 'node:util'
import { printableLines } from 'countersign/internal'
import type { Io } from './io.ts'

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

/** Colours text, or leaves it. */
export type Paint = (style: Style, text: string) => string

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue'

export const painter =
  (isOn: boolean): Paint =>
  (style, text) =>
    isOn && text !== '' ? styleText(style, text, { validateStream: false }) : text
