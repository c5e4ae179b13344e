/** `countersign conformance`: tests an implementation with the vector suite. */
import { statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  createAdapterSubject,
  createOwnSubject,
  createRunProgress,
  exitCodeOf,
  formatHtml,
  formatJson,
  formatJsonl,
  formatJunit,
  formatList,
  formatTerminal,
  loadKnownFailures,
  loadManifest,
  loadSuite,
  markKnownFailures,
  type Report,
  runSubjects,
  select,
  splitCommand,
  type Subject,
} from '../../conformance/index.ts'
import type { Command } from '../command.ts'
import { type Io, isColoured } from '../../terminal/index.ts'
import { formatHelp, mergeGroups, type OptionGroup } from '../help.ts'
import { makeNonBlocking } from '../log.ts'
import { parsePair, parseOptions, parseSeconds, usageError } from '../arguments/options.ts'
import { shellWord } from '../shell-text.ts'
import { version } from '../version.ts'

export const SECONDS_A_REQUEST = 5
/** The exit code after a signal. */
const INTERRUPTED = 130
// Adapters run in sessions of their own, so a signal from the terminal does not reach them.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const OPTIONS = {
  adapter: {
    type: 'string',
    multiple: true,
    value: 'NAME=COMMAND',
    about: 'an adapter and a name for it in the report; more than one gives a matrix',
  },
  adapters: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    complete: 'file',
    about:
      'every installed adapter of a manifest, such as adapters/adapters.json in the repository',
  },
  self: {
    type: 'boolean',
    about: 'countersign itself, in this process, with operations that the adapter protocol lacks',
  },
  only: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    about: "vectors by id, such as 'base-string-uri/port-*'; without a slash, a whole suite",
  },
  section: {
    type: 'string',
    multiple: true,
    value: 'N',
    about: 'vectors of a section of RFC 5849 and its subsections, such as 3.4.1',
  },
  list: { type: 'boolean', about: 'print the selected vectors and run none' },
  strict: { type: 'boolean', about: 'count a violated recommendation as a failure' },
  'expect-failures': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'known failures, [{"id", "reason", "subject"}]: not counted, but an error if they pass',
  },
  report: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write every result as JSON lines',
  },
  html: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write the results as an HTML page',
  },
  junit: {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'write the results as JUnit XML',
  },
  json: { type: 'boolean', about: 'print a summary in JSON instead of the report' },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    about: `the time limit of one request; defaults to ${SECONDS_A_REQUEST}`,
  },
  vectors: {
    type: 'string',
    value: 'FOLDER',
    complete: 'file',
    about: 'the folder of another suite; defaults to the vectors of countersign-vectors',
  },
} as const

const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const conformance: Command = {
  name: 'conformance',
  summary: 'test an implementation in any language with the vector suite',
  help: formatHelp({
    title: 'countersign conformance: test an implementation with the vector suite',
    usage: [
      'conformance [OPTIONS] -- COMMAND [ARGUMENT …]',
      "conformance [OPTIONS] --adapter 'NAME=COMMAND …' [--adapter …]",
    ],
    about: `COMMAND starts an adapter, without a shell. An adapter reads one JSON object per line from standard input
and answers each with one line on standard output. For one adapter, the report lists every failure. For several, it is a
table.`,
    groups: GROUPS,
    notes: [
      'exit codes: 0 no MUST is violated, 1 a MUST is violated, an adapter failed or a known failure passes, 2 usage, or the run could not start',
    ],
    examples: [
      'countersign conformance -- python3 adapters/python-oauthlib.py',
      'countersign conformance --section 3.4.1.2 --strict -- ./my-adapter',
      'countersign conformance --adapters adapters/adapters.json --self --html matrix.html',
    ],
  }),
  options: mergeGroups(GROUPS),
  run,
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const { values, positionals } = parseOptions(args.slice(0, end), OPTIONS)
  const command = args.slice(end + 1)
  if (positionals.length > 0)
    throw usageError(
      `unexpected argument ${JSON.stringify(positionals[0])}`,
      'put the command of the adapter after --',
    )
  const { only = [], section: sections = [], strict: isStrict = false } = values
  const suite = loadSuite(values.vectors)
  const vectors = select(suite.vectors, { only, sections })
  if (vectors.length === 0)
    throw usageError(
      'no vector matches the selection',
      'countersign conformance --list prints the ids and sections of all vectors',
    )
  if (values.list) return print(io, formatList(vectors))
  const known =
    values['expect-failures'] === undefined
      ? []
      : loadKnownFailures(values['expect-failures'], suite.vectors)
  const files = [values.report, values.html, values.junit].filter((path) => path !== undefined)
  for (const path of files) requireFolder(path)

  const timeout = parseSeconds('timeout', values.timeout) ?? SECONDS_A_REQUEST * 1000
  const interruption = new AbortController()
  const limits = { timeout, signal: interruption.signal }
  const entries = (values.adapters ?? []).flatMap((path) => loadManifest(path))
  const missing = entries.filter(({ isInstalled }) => !isInstalled).map(({ name }) => name)
  const subjects: Subject[] = [
    ...(values.self ? [createOwnSubject(version())] : []),
    ...(command.length > 0 ? [createAdapterSubject({ name: '', command, ...limits })] : []),
    ...(values.adapter ?? [])
      .map((text) => parsePair('adapter', text))
      .map(([name, text]) =>
        createAdapterSubject({ name, command: splitCommand(text), ...limits }),
      ),
    ...entries
      .filter(({ isInstalled }) => isInstalled)
      .map((entry) => createAdapterSubject({ ...entry, ...limits })),
  ]
  if (subjects.length === 0) {
    throw missing.length > 0
      ? usageError(
          `none of these adapters is installed: ${missing.join(', ')}`,
          'see adapters/README.md for how to install them',
        )
      : usageError(
          'there is no implementation to test',
          'put the command of an adapter after --, or use --adapter, --adapters or --self',
        )
  }

  const interrupt = (): void => interruption.abort()
  makeNonBlocking(io.stderr)
  const progress = createRunProgress(io, subjects.length)
  for (const signal of SIGNALS) process.once(signal, interrupt)
  const runs = await runSubjects(subjects, vectors, progress.update).finally(() => {
    for (const signal of SIGNALS) process.off(signal, interrupt)
    progress.end()
  })
  if (interruption.signal.aborted) return INTERRUPTED

  const report: Report = {
    suite,
    date: new Date(),
    isStrict,
    runs: markKnownFailures(runs, known),
    missing,
    rerun: (id) => rerunCommand(id, values, command),
  }
  if (values.report !== undefined) writeFileSync(values.report, formatJsonl(report))
  if (values.html !== undefined) writeFileSync(values.html, formatHtml(report))
  if (values.junit !== undefined) writeFileSync(values.junit, formatJunit(report))
  print(io, values.json ? formatJson(report) : formatTerminal(report, isColoured(io.stdout, io)))
  return exitCodeOf(report.runs, isStrict)
}

/** The options that decide how a vector is run and judged. */
const KEPT = [
  'self',
  'adapter',
  'adapters',
  'vectors',
  'strict',
  'expect-failures',
  'timeout',
] as const

type Values = Readonly<Record<string, boolean | string | readonly string[]>>

function rerunCommand(id: string, values: Values, command: readonly string[]): string {
  const kept = KEPT.flatMap((name) =>
    [values[name] ?? []].flat().map((value) => {
      if (typeof value === 'boolean') return `--${name}`
      return `--${name}${value.startsWith('-') ? '=' : ' '}${shellWord(value)}`
    }),
  )
  // An asterisk also selects what no argument can hold: NUL, and half of a surrogate pair.
  const only = shellWord(id.replace(/\0|\p{Surrogate}/gu, '*'))
  const subject = command.length === 0 ? [] : ['--', ...command.map(shellWord)]
  return ['countersign conformance --only', only, ...kept, ...subject].join(' ')
}

function print({ stdout }: Io, text: string): 0 {
  stdout.write(text)
  return 0
}

function requireFolder(path: string): void {
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw usageError(
      `the folder of ${JSON.stringify(path)} does not exist`,
      'create the folder first',
    )
}
