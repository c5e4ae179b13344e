/**
 * Renders docs/conformance.md: the matrix, the failures of each implementation, and the agreement.
 */
import { LEGEND, OUTCOMES } from '../../../devtools/src/conformance/run/outcome.ts'
import {
  isSuiteInternal,
  REQUIRED_MEMBER,
} from '../../../devtools/src/conformance/protocol/protocol.ts'
import {
  compareSections,
  label,
  titleOf,
} from '../../../devtools/src/conformance/suite/sections.ts'
import { type Agreement, countIndependent } from './agreement.ts'
import {
  type AdapterPart,
  adapterPartOf,
  countOutcomes,
  type Implementation,
  type Remarks,
  type Report,
  type Result,
  type Vector,
} from './report.ts'

interface Suite {
  readonly vectors: readonly Vector[]
  readonly bugs: ReadonlyMap<string, string>
}

/** The page as Markdown. */
export function renderPage(
  report: Report,
  agreement: Agreement,
  suite: Suite,
  remarks: Remarks,
): string {
  const parts = [
    renderHead(report, suite),
    renderMatrix(report, suite, remarks),
    renderSections(report, remarks),
    renderParagraphs(report, suite, remarks),
    renderAgreement(agreement, suite, remarks),
  ]
  return `${parts.join('\n\n')}\n`
}

const shown = (count: number): string => (count === 0 ? '·' : String(count))
const table = (
  head: readonly string[],
  align: readonly string[],
  rows: readonly (readonly string[])[],
): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${align.join('|')}|`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n')

function renderHead({ date, suite, implementations }: Report, { vectors }: Suite): string {
  return `# Conformance of other implementations

How ${implementations.length - 1} implementations of OAuth 1.0a, and countersign, answer the
[vector suite](../test/vectors/README.md). To reproduce the matrix, with the
[adapters](../adapters/README.md) installed:

    npm run --silent countersign -- conformance --adapter 'countersign=npm run --silent adapter' \\
      --adapters adapters/adapters.json --report matrix.jsonl --html matrix.html

- Date: ${date}
- Suite: ${vectors.length} vectors, SHA-256 \`${suite}\`

This page and [agreement.json](../test/vectors/derive/agreement.json) are generated:
\`npx tsx tools/docs/conformance/generate.ts\` runs that command, checks that each vector cited in
[remarks.json](../tools/docs/conformance/remarks.json) failed as it says, and writes both.
[A test](../devtools/test/conformance/document.test.ts) fails when the suite has changed since.`
}

/** The failures of an implementation itself, and those that its adapter decided. */
function failuresOf(
  { name, results }: Implementation,
  { adapterParts }: Remarks,
): { own: Result[]; adapters: Result[] } {
  const failures = results.filter(({ outcome }) => outcome === 'fail')
  const isOwn = (result: Result): boolean => adapterPartOf(adapterParts, name, result) === undefined
  return { own: failures.filter(isOwn), adapters: failures.filter((result) => !isOwn(result)) }
}

function renderMatrix(report: Report, { vectors }: Suite, remarks: Remarks): string {
  const internal = vectors.filter(({ operation }) => isSuiteInternal(operation)).length
  const rows = report.implementations.map((implementation) => {
    const counts = countOutcomes(implementation)
    const { name, version, language } = implementation
    return [
      name,
      version,
      language,
      ...OUTCOMES.map((outcome) => shown(counts[outcome])),
      shown(failuresOf(implementation, remarks).adapters.length),
    ]
  })
  const decidedBy = (part: AdapterPart, { name, results }: Implementation): number =>
    results.filter((result) => result.outcome === 'fail' && adapterPartOf([part], name, result))
      .length
  const parts = remarks.adapterParts.flatMap((part) => {
    const counts = report.implementations
      .map((implementation) => [implementation.name, decidedBy(part, implementation)] as const)
      .filter(([, count]) => count > 0)
    const list = counts.map(([name, count]) => `${name} ${count}`).join(', ')
    return counts.length === 0 ? [] : [wrap(`- ${part.because} *${list}*`, '  ')]
  })
  return `## The matrix

${table(
  ['implementation', 'version', 'language', ...OUTCOMES, 'not its own'],
  ['---', '---', '---', ...OUTCOMES.map(() => '--:'), '--:'],
  rows,
)}

${OUTCOMES.map((outcome) => `- **${outcome}**: ${LEGEND[outcome]}.`).join('\n')}
- **not its own**: failures among these that its adapter, or the parser of its adapter, decided.
  They do not show the implementation, and are left out below.

Of the ${vectors.length} vectors, ${internal} are for operations within one process, which are not part of the adapter protocol.

The numbers are not a ranking. What an API cannot express is unsupported or skipped, so an implementation that outputs
more stages is asked more vectors, and one that also verifies several hundred more. One bug can fail many vectors.
Which of them matter depends on the requests that you make.

What is not the implementation's own:

${parts.join('\n')}`
}

function renderSections({ implementations }: Report, remarks: Remarks): string {
  const failures = implementations.map((implementation) => ({
    name: implementation.name,
    failed: failuresOf(implementation, remarks).own.map(({ section }) => section),
  }))
  const sections = [...new Set(failures.flatMap(({ failed }) => failed))].sort(compareSections)
  const count = (list: readonly string[], wanted: string): string =>
    shown(list.filter((section) => section === wanted).length)
  return `## Failures by section of RFC 5849

${table(
  ['implementation', ...sections.map(label)],
  ['---', ...sections.map(() => '--:')],
  failures.map(({ name, failed }) => [name, ...sections.map((section) => count(failed, section))]),
)}

${wrap(sections.map((section) => `${label(section)} ${titleOf(section)}`).join(' · '))}`
}

function renderParagraphs(report: Report, { vectors, bugs }: Suite, remarks: Remarks): string {
  const flagsOf = new Map(vectors.map(({ id, flags }) => [id, flags]))
  const used = new Set<string>()
  const paragraphs = report.implementations.map((implementation) => {
    const { name, version, language } = implementation
    const { own } = failuresOf(implementation, remarks)
    const counts = new Map<string, number>()
    for (const flag of own.flatMap(({ id }) => flagsOf.get(id) ?? []))
      counts.set(flag, (counts.get(flag) ?? 0) + 1)
    const flags = [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'en'))
    for (const [flag] of flags) used.add(flag)
    const list = flags.map(([flag, count]) => `${flag} ${count}`).join(', ')
    const summary = `Failures of its own: ${own.length}${list && `; by the bugs that the vectors exist for: ${list}`}.`
    return `### ${name} ${version} (${language})\n\n${wrap(remarks.implementations[name] ?? '')}${
      own.length > 0 ? `\n\n${wrap(summary)}` : ''
    }`
  })
  const legend = [...used]
    .sort()
    .map((flag) => `- **${flag}**: ${(bugs.get(flag) ?? '').replace(/\.$/, '')}.`)
  return `## Failures by implementation

Every cited vector failed in this run. The report shows the expected and the actual answer. A vector may exist for
several bugs, so the number after a bug says how many of its vectors failed, and not that each failed because of it.
Versions are those that npm and Debian install; several projects have released later ones.

${paragraphs.join('\n\n')}

### The bugs by name

${legend.join('\n')}`
}

function renderAgreement(agreement: Agreement, { vectors }: Suite, remarks: Remarks): string {
  const { families, exceptions } = agreement
  const alone = new Set(exceptions.flatMap((exception) => exception.vectors))
  const entries = Object.entries(agreement.vectors)
  const operationOf = new Map(vectors.map(({ id, operation }) => [id, operation]))
  const operations = Object.keys(REQUIRED_MEMBER).filter((operation) =>
    entries.some(([id]) => operationOf.get(id) === operation),
  )
  const row = (title: string, chosen: typeof entries): string[] => {
    const libraries = chosen.map(([, names]) => countIndependent(names, families))
    const tally = (fits: (count: number) => boolean): number => libraries.filter(fits).length
    return [
      title,
      String(chosen.length),
      shown(tally((count) => count >= 2)),
      shown(tally((count) => count === 1)),
      shown(chosen.filter(([id], at) => libraries[at] === 0 && !alone.has(id)).length),
      shown(chosen.filter(([id]) => alone.has(id)).length),
    ]
  }
  const reasons = exceptions.map(
    ({ because, vectors }) =>
      `- ${wrap(because, '  ')}\n\n${wrap(vectors.map((id) => `\`${id}\``).join(', '), '  ', '  ')}`,
  )
  return `## Who agrees

At least two independent sources should confirm each \`must\` vector.
[derive](../test/vectors/derive), a reading of the RFC in Python that shares no code with countersign, recomputes every
expected value and is the first. The others are the implementations above, without countersign. An answer that its
adapter decided does not count. A published value counts too if the suite expects it, because it was computed elsewhere.
A refusal agrees by its verdict, for any reason.
[agreement.json](../test/vectors/derive/agreement.json) has the names for every vector.

${families
  .map(([first, ...rest], at) => {
    const verb = rest.length > 1 ? 'count' : 'counts'
    return wrap(
      `- ${rest.join(' and ')} ${verb} as one with ${first}: ${remarks.families[at]!.because}`,
      '  ',
    )
  })
  .join('\n')}

${table(
  [
    'operation',
    '`must`',
    'derive and two or more',
    'derive and one',
    'derive and a publication',
    'derive alone',
  ],
  ['---', '--:', '--:', '--:', '--:', '--:'],
  [
    ...operations.map((operation) =>
      row(
        operation,
        entries.filter(([id]) => operationOf.get(id) === operation),
      ),
    ),
    row('**all**', entries),
  ],
)}

### Vectors on which only one agrees

${alone.size} vectors are confirmed only by derive:

${reasons.join('\n')}`
}

/** Breaks lines at 120 columns. */
function wrap(text: string, indent = '', first = ''): string {
  const lines: string[] = []
  let line = first
  for (const word of text.split(' ')) {
    const next = line.trim() === '' ? `${line}${word}` : `${line} ${word}`
    if (next.length > 118 && line.trim() !== '') {
      lines.push(line)
      line = `${indent}${word}`
    } else line = next
  }
  return [...lines, line].join('\n')
}
