/** The terminal interface of every command: colour, layout, tables, progress lines and prompts. */
export { ask } from './ask.ts'
export { askSecret, canAsk } from './ask-secret.ts'
export { cut, firstDifference, quoteLine, viewAround } from './excerpt.ts'
export type { Io } from './io.ts'
export { capital, wrap } from './layout.ts'
export { createProgressLine, progressBar } from './progress-line.ts'
export { formatTable } from './table.ts'
export { exactOrPrintable, isColoured, isTerminal, type Paint, painter } from './terminal.ts'
