/** `countersign conformance`: the vector suite against any implementation, over the adapter protocol. */
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
import { unblock } from '../log.ts'
import { pair, parseOptions, seconds, usage } from '../arguments/options.ts'
import { version } from '../version.ts'

const SECONDS_A_REQUEST = 5
const INTERRUPTED = 130
// Subjects have sessions of their own, so that none of these signals reaches them from a terminal.
const INTERRUPTIONS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const OPTIONS = {
  adapter: {
    type: 'string',
    multiple: true,
    value: 'NAME=COMMAND',
    about: 'a subject under a name of your choice; several make a matrix',
  },
  adapters: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    complete: 'file',
    about: 'every installed adapter of a manifest, such as adapters/adapters.json of a checkout',
  },
  self: {
    type: 'boolean',
    about: 'countersign itself, in this process, with the operations that only the suite has',
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
    about: 'vectors of a section of RFC 5849 and what is below it, such as 3.4.1',
  },
  list: { type: 'boolean', about: 'print the selected vectors, and run nothing' },
  strict: { type: 'boolean', about: 'a missed recommendation counts too' },
  'expect-failures': {
    type: 'string',
    value: 'FILE',
    complete: 'file',
    about: 'known failures, [{"id", "reason", "subject"}]: they do not count, but passing does',
  },
  report: { type: 'string', value: 'FILE', complete: 'file', about: 'every result as JSON lines' },
  html: { type: 'string', value: 'FILE', complete: 'file', about: 'the results as one page' },
  junit: { type: 'string', value: 'FILE', complete: 'file', about: 'the results as JUnit XML' },
  json: { type: 'boolean', about: 'a summary in JSON on standard output, and no table' },
  timeout: {
    type: 'string',
    value: 'SECONDS',
    about: `for one request; defaults to ${SECONDS_A_REQUEST}`,
  },
  vectors: {
    type: 'string',
    value: 'FOLDER',
    complete: 'file',
    about: 'another suite than the one that comes with countersign',
  },
} as const

const GROUPS: readonly OptionGroup[] = [{ title: 'options', options: OPTIONS }]

export const conformance: Command = {
  name: 'conformance',
  summary: 'hold any implementation, in any language, against the vector suite',
  help: formatHelp({
    title: 'countersign conformance: hold an implementation against the vector suite',
    usage: [
      'conformance [OPTIONS] -- COMMAND [ARGUMENT …]',
      "conformance [OPTIONS] --adapter 'NAME=COMMAND …' [--adapter …]",
    ],
    about: `COMMAND is an adapter: it answers one JSON object a line on standard output for each on its standard
input. It is started without a shell. One subject gets a report of every failure; several get a table.`,
    groups: GROUPS,
    notes: [
      'exit codes: 0 no MUST is broken, 1 one is (also: an error, or a known failure that passes), 2 it could not be run',
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
    throw usage(
      `there is no argument ${JSON.stringify(positionals[0])}`,
      'put the command of the adapter behind --',
    )
  const { only = [], section: sections = [], strict: isStrict = false } = values
  const suite = loadSuite(values.vectors)
  const vectors = select(suite.vectors, { only, sections })
  if (vectors.length === 0)
    throw usage(
      'no vector is selected',
      'countersign conformance --list prints their ids and sections',
    )
  if (values.list) return print(io, formatList(vectors))
  const known =
    values['expect-failures'] === undefined
      ? []
      : loadKnownFailures(values['expect-failures'], suite.vectors)
  const files = [values.report, values.html, values.junit].filter((path) => path !== undefined)
  for (const path of files) requireFolder(path)

  const timeout = seconds('timeout', values.timeout) ?? SECONDS_A_REQUEST * 1000
  const interruption = new AbortController()
  const limits = { timeout, signal: interruption.signal }
  const entries = (values.adapters ?? []).flatMap((path) => loadManifest(path))
  const missing = entries.filter(({ isInstalled }) => !isInstalled).map(({ name }) => name)
  const subjects: Subject[] = [
    ...(values.self ? [createOwnSubject(version())] : []),
    ...(command.length > 0 ? [createAdapterSubject({ name: '', command, ...limits })] : []),
    ...(values.adapter ?? [])
      .map((text) => pair('adapter', text))
      .map(([name, text]) =>
        createAdapterSubject({ name, command: splitCommand(text), ...limits }),
      ),
    ...entries
      .filter(({ isInstalled }) => isInstalled)
      .map((entry) => createAdapterSubject({ ...entry, ...limits })),
  ]
  if (subjects.length === 0) {
    throw missing.length > 0
      ? usage(
          `none of these adapters is installed: ${missing.join(', ')}`,
          'see adapters/README.md',
        )
      : usage(
          'there is no subject',
          'put the command of an adapter behind --, or use --adapter, --adapters or --self',
        )
  }

  const interrupt = (): void => interruption.abort()
  unblock(io.stderr)
  const progress = createRunProgress(io, subjects.length)
  for (const signal of INTERRUPTIONS) process.once(signal, interrupt)
  const runs = await runSubjects(subjects, vectors, progress.update).finally(() => {
    for (const signal of INTERRUPTIONS) process.off(signal, interrupt)
    progress.end()
  })
  if (interruption.signal.aborted) return INTERRUPTED

  const report: Report = {
    suite,
    date: new Date(),
    isStrict,
    runs: markKnownFailures(runs, known),
    missing,
  }
  if (values.report !== undefined) writeFileSync(values.report, formatJsonl(report))
  if (values.html !== undefined) writeFileSync(values.html, formatHtml(report))
  if (values.junit !== undefined) writeFileSync(values.junit, formatJunit(report))
  print(io, values.json ? formatJson(report) : formatTerminal(report, isColoured(io.stdout, io)))
  return exitCodeOf(report.runs, isStrict)
}

function print({ stdout }: Io, text: string): 0 {
  stdout.write(text)
  return 0
}

function requireFolder(path: string): void {
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory())
    throw usage(`there is no folder for ${path}`, 'create it first')
}
