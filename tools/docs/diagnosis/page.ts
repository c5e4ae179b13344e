/** docs/diagnosis.md: of each implementation's wrong texts, how many are explained, and by which mistakes. */
import { CATALOGUE } from '../../../devtools/src/pipeline/index.ts'
import {
  type Diagnosed,
  isExplained,
  type Measured,
  MOST,
  settledVectors,
  type Wrong,
} from './measure.ts'

/** The page, ready to be written. `remarks` says of vectors that stay unexplained what is known. */
export function renderPage(
  diagnosed: Diagnosed,
  remarks: Readonly<Record<string, string>>,
): string {
  const parts = [
    renderHead(diagnosed),
    renderTable(diagnosed.implementations),
    renderUnexplained(diagnosed.implementations, remarks),
    renderControls(diagnosed),
    renderMistakes(diagnosed.implementations),
    renderLegend(diagnosed.implementations),
  ]
  return `${parts.join('\n\n')}\n`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
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

const explainedIn = ({ wrong }: Measured): Wrong[] => wrong.filter(isExplained)

/** Rounded down, so that nothing looks better than it is. */
export const percentage = (part: number, whole: number): string =>
  `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`

function renderHead({ suiteHash, date, implementations }: Diagnosed): string {
  const wrong = sum(implementations.map((each) => each.wrong.length))
  const explained = sum(implementations.map((each) => explainedIn(each).length))
  const gist = [
    `The [vector suite](../test/vectors/README.md) got ${wrong} wrong texts out of ${implementations.length}`,
    `implementations of OAuth 1.0a. \`countersign diagnose\` explains ${explained} of them`,
    `(${percentage(explained, wrong)}): it names a mistake, or up to ${MOST} together, that make exactly this text, octet`,
    'by octet. The catalogue was written with these implementations in view, so the share is no forecast for others.',
  ].join(' ')
  return `# Wrong signatures, explained

${wrap(gist)}

- Date: ${date}
- Suite: SHA-256 \`${suiteHash}\`, of which the ${settledVectors().length}
  vectors that the RFC settles. Where it is silent, a text is another reading, and is not counted.
- Catalogue: ${CATALOGUE.length} deviations

A wrong text is a signature that is not the one expected, or where an implementation shows no signature or a right one,
a base string, a base string URI, normalized parameters or an encoded value. What [conformance.md](conformance.md)
attributes to an adapter is among them, since a diagnosis has to explain that too.

This page and [wrong-texts.json](../tools/docs/diagnosis/wrong-texts.json), which holds every wrong text with its explanation, are
generated: with the [adapters](../adapters/README.md) installed, \`npx tsx tools/docs/diagnosis/generate.ts\` runs them all,
diagnoses what is wrong, runs the controls, and writes both. [A test](../devtools/test/diagnose/document.test.ts) fails when the
suite has changed since, or when today's catalogue explains them otherwise.`
}

function renderTable(implementations: readonly Measured[]): string {
  const rows = implementations.map((each) => {
    const { name, version, language, right, wrong } = each
    const explained = explainedIn(each)
    const sizes = [1, 2, 3].map(
      (size) => explained.filter(({ deviations }) => deviations!.length === size).length,
    )
    return [
      name,
      version,
      language,
      String(right),
      String(wrong.length),
      String(explained.length),
      wrong.length === 0 ? '–' : percentage(explained.length, wrong.length),
      ...sizes.map((count) => (count === 0 ? '·' : String(count))),
    ]
  })
  const counted = ['right', 'wrong', 'explained', 'share', 'by one mistake', 'by two', 'by three']
  const head = ['implementation', 'version', 'language', ...counted]
  return `## By implementation

${table(
  head,
  head.map((name) => (counted.includes(name) ? '--:' : '---')),
  rows,
)}`
}

function renderUnexplained(
  implementations: readonly Measured[],
  remarks: Readonly<Record<string, string>>,
): string {
  const items = implementations.flatMap(({ name, wrong }) =>
    wrong
      .filter((each) => !isExplained(each))
      .map(({ id }) => {
        const remark = remarks[id]
        if (remark === undefined)
          throw new Error(`${name} leaves ${id} unexplained, and remarks.json says nothing of it`)
        return wrap(`- **${name}**, \`${id}\`: ${remark}`, '  ')
      }),
  )
  return `## What stays unexplained

${items.length === 0 ? 'Nothing.' : items.join('\n')}`
}

function renderControls({ controls, implementations }: Diagnosed): string {
  const { right, accused, random, explained } = controls
  const count = sum(implementations.map((each) => each.right))
  const items = [
    [
      `- **Nobody who is right is accused.** ${count} texts of the implementations are right, which means that they equal`,
      `what the suite expects. The expected texts of all ${right} vectors that have some were diagnosed:`,
      `${accused.length} were accused.`,
    ],
    [
      `- **Nothing is found where there is nothing.** ${random} requests of the suite were signed rightly with random`,
      `secrets, or with another RSA key, and diagnosed with the suite's own, up to ${MOST} mistakes deep: something was`,
      `found for ${explained.length}.`,
    ],
  ]
  return `## Controls\n\n${items.map((lines) => wrap(lines.join(' '), '  ')).join('\n')}`
}

function renderMistakes(implementations: readonly Measured[]): string {
  const paragraphs = implementations
    .filter(({ wrong }) => wrong.length > 0)
    .map((each) => {
      const counts = countBy(explainedIn(each).map(({ deviations }) => deviations!.join(' + ')))
      const list = counts.map(([names, count]) => `${names} ${count}`).join(', ')
      return `### ${each.name}\n\n${wrap(list)}`
    })
  return `## By mistake

How many texts each mistake explains. The simplest explanation counts, and of several equally simple ones the likeliest.

${paragraphs.join('\n\n')}`
}

function renderLegend(implementations: readonly Measured[]): string {
  const names = implementations.flatMap((each) =>
    explainedIn(each).flatMap(({ deviations }) => deviations!),
  )
  const items = countBy(names).map(([name, count]) => {
    const { title, section } = CATALOGUE.find((deviation) => deviation.name === name)!
    return wrap(`- **${name}** (${count}): ${title}. §${section}`, '  ')
  })
  return `## The mistakes by name\n\n${items.join('\n')}`
}

function countBy(names: readonly string[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || a.localeCompare(b, 'en'))
}

/** Breaks text at spaces, at most 120 characters a line. */
function wrap(text: string, indent = ''): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + word.length >= 120) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}
