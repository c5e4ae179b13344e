/** Terminal detection, colour, and escaping of text for a terminal. */
import { styleText } from 'node:util'
import { printableLines } from 'countersign/internal'
import type { Io } from './io.ts'

export function isTerminal(stream: object): boolean {
  return 'isTTY' in stream && stream.isTTY === true
}

/** Whether to use colour: only on a terminal, and not if `NO_COLOR` is set or `TERM` is `dumb`. */
export function isColoured(stream: object, { env }: Pick<Io, 'env'>): boolean {
  return isTerminal(stream) && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Returns the text unchanged for a pipe or a file. Escapes control characters for a terminal. */
export function exactOrPrintable(stream: object, text: string): string {
  return isTerminal(stream) ? printableLines(text) : text
}

/** Applies a style to text, or returns it unchanged if colour is off. */
export type Paint = (style: Style, text: string) => string

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue'

export const painter =
  (isOn: boolean): Paint =>
  (style, text) =>
    isOn && text !== '' ? styleText(style, text, { validateStream: false }) : text
