/**
 * Renders docs/diagnosis.md: how many wrong texts of each implementation are explained, and by
 * which mistakes.
 */
import { CATALOGUE } from '../../../devtools/src/pipeline/index.ts'
import {
  type Diagnosed,
  isExplained,
  type Measured,
  MAX_DEVIATIONS,
  settledVectors,
  type Wrong,
} from './measure.ts'

/** @param remarks a remark for each vector with an unexplained text */
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

/** A percentage rounded down, so that 99.99 % is not printed as 100 %. */
export const percentage = (part: number, whole: number): string =>
  `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`

function renderHead({ suiteHash, date, implementations }: Diagnosed): string {
  const wrong = sum(implementations.map((each) => each.wrong.length))
  const explained = sum(implementations.map((each) => explainedIn(each).length))
  const gist = [
    `The [vector suite](../test/vectors/README.md) found ${wrong} wrong texts in ${implementations.length}`,
    `implementations of OAuth 1.0a. \`countersign diagnose\` explains ${explained} of them`,
    `(${percentage(explained, wrong)}): it names a mistake, or up to ${MAX_DEVIATIONS} together, that produce exactly this text, octet`,
    'by octet. The catalogue was written with these implementations in view, so the share does not predict other implementations.',
  ].join(' ')
  return `# Wrong signatures, explained

${wrap(gist)}

- Date: ${date}
- Suite: SHA-256 \`${suiteHash}\`, of which the ${settledVectors().length}
  vectors that the RFC decides. On the other vectors the RFC is silent, so different texts are not counted as wrong.
- Catalogue: ${CATALOGUE.length} deviations

A wrong text is a signature that differs from the expected one. If an implementation returns no signature or a correct
one, it is a wrong base string, base string URI, normalized parameter string or encoded value. The texts include the
failures that [conformance.md](conformance.md) attributes to an adapter, because a diagnosis has to explain those too.

This page and [wrong-texts.json](../tools/docs/diagnosis/wrong-texts.json), which contains every wrong text with its
explanation, are generated: with the [adapters](../adapters/README.md) installed,
\`npx tsx tools/docs/diagnosis/generate.ts\` runs all adapters, diagnoses their wrong texts, runs the controls, and writes
both files. [A test](../devtools/test/diagnose/document.test.ts) fails if the suite has changed since then, or if the
current catalogue explains the texts differently.`
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
  const counted = ['correct', 'wrong', 'explained', 'share', 'by one mistake', 'by two', 'by three']
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
          throw new Error(`${name} leaves ${id} unexplained, and remarks.json has no remark for it`)
        return wrap(`- **${name}**, \`${id}\`: ${remark}`, '  ')
      }),
  )
  return `## Unexplained texts

${items.length === 0 ? 'Nothing.' : items.join('\n')}`
}

function renderControls({ controls, implementations }: Diagnosed): string {
  const { right, accused, random, explained } = controls
  const count = sum(implementations.map((each) => each.right))
  const items = [
    [
      `- **Correct texts have no diagnosis.** ${count} texts of the implementations are correct: they equal the expected`,
      `texts of the suite. The expected texts of all ${right} vectors that have some were diagnosed:`,
      `${accused.length} were reported as wrong.`,
    ],
    [
      `- **Wrong secrets have no explanation.** ${random} requests of the suite were signed correctly with random secrets`,
      `or with another RSA key, and diagnosed with the secrets and keys of the suite, with up to ${MAX_DEVIATIONS} mistakes:`,
      `${explained.length} were explained.`,
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

The number of texts that each mistake explains. The smallest explanation counts; of several, the likeliest one.

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

/** Wraps text at spaces, with at most 120 characters a line. */
function wrap(text: string, indent = ''): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + word.length >= 120) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}
