/** The help of a command, written from the same tables that its arguments are read with. */
import type { Option, OptionTable } from './command.ts'

export interface OptionGroup {
  readonly title: string
  readonly options: OptionTable
  /** A paragraph below the options. */
  readonly note?: string
}

export interface HelpText {
  readonly title: string
  /** What comes behind `countersign`, one way to call it each. */
  readonly usage: readonly string[]
  readonly about?: string
  readonly groups?: readonly OptionGroup[]
  /** Paragraphs before the examples. They are wrapped, as all text is. */
  readonly notes?: readonly string[]
  readonly examples: readonly string[]
}

const COLUMNS = 100
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
    ...(about === undefined ? [] : [wrap(about, COLUMNS).join('\n')]),
    ...groups.map(formatGroup),
    ...notes.map((note) => wrap(note, COLUMNS).join('\n')),
    [
      examples.length === 1 ? 'example:' : 'examples:',
      ...examples.map((example) => `  ${example}`),
    ].join('\n'),
  ].join('\n\n')
}

/** All tables of a command as one. */
export function mergeGroups(groups: readonly OptionGroup[]): OptionTable {
  return Object.assign({}, ...groups.map(({ options }) => options)) as OptionTable
}

function formatGroup({ title, options, note }: OptionGroup): string {
  const lines = Object.entries(options)
    .filter(([, { about }]) => about !== undefined)
    .map(([name, option]) => formatOption(name, option))
  const below = note === undefined ? [] : wrap(note, COLUMNS - 2).map((line) => `  ${line}`)
  return [`${title}:`, ...lines, ...below].join('\n')
}

function formatOption(name: string, { short, type, value = 'TEXT', about = '' }: Option): string {
  const flags = `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` ${value}` : ''}`
  const text = wrap(about, COLUMNS - INDENT)
  const beside = flags.length + 2 <= INDENT - 2
  const [first = '', ...rest] = beside ? text : ['', ...text]
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
