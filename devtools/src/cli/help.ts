/** Formats the help of a command from the option tables that also parse its arguments. */
import type { Option, OptionTable } from './command.ts'

export interface OptionGroup {
  readonly title: string
  readonly options: OptionTable
  /** A paragraph after the options. */
  readonly note?: string
}

export interface HelpText {
  readonly title: string
  /** The command line after `countersign`, one entry for each form. */
  readonly usage: readonly string[]
  readonly about?: string
  readonly groups?: readonly OptionGroup[]
  /** Paragraphs before the examples, wrapped like all text. */
  readonly notes?: readonly string[]
  readonly examples: readonly string[]
}

/** In columns. */
const LINE_WIDTH = 100
/** In columns, of the option descriptions. */
const INDENT = 27

export function formatHelp({
  title,
  usage,
  about,
  groups = [],
  notes = [],
  examples,
}: HelpText): string {
  const usageLines = usage.map(
    (line, index) => `${index === 0 ? 'usage:' : '      '} countersign ${line}`,
  )
  return [
    title,
    usageLines.join('\n'),
    ...(about === undefined ? [] : [wrap(about, LINE_WIDTH).join('\n')]),
    ...groups.map(formatGroup),
    ...notes.map((note) => wrap(note, LINE_WIDTH).join('\n')),
    [
      examples.length === 1 ? 'example:' : 'examples:',
      ...examples.map((example) => `  ${example}`),
    ].join('\n'),
  ].join('\n\n')
}

/** Merges the option tables of all groups. */
export function mergeGroups(groups: readonly OptionGroup[]): OptionTable {
  return Object.assign({}, ...groups.map(({ options }) => options)) as OptionTable
}

function formatGroup({ title, options, note }: OptionGroup): string {
  const lines = Object.entries(options)
    .filter(([, { about }]) => about !== undefined)
    .map(([name, option]) => formatOption(name, option))
  const below = note === undefined ? [] : wrap(note, LINE_WIDTH - 2).map((line) => `  ${line}`)
  return [`${title}:`, ...lines, ...below].join('\n')
}

function formatOption(name: string, { short, type, value = 'TEXT', about = '' }: Option): string {
  const flags = `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` ${value}` : ''}`
  const text = wrap(about, LINE_WIDTH - INDENT)
  const fitsOnLine = flags.length + 2 <= INDENT - 2
  const [first = '', ...rest] = fitsOnLine ? text : ['', ...text]
  return [
    `  ${flags.padEnd(INDENT - 2)}${first}`.trimEnd(),
    ...rest.map((line) => ' '.repeat(INDENT) + line),
  ].join('\n')
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
