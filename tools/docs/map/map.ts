/** The map of RFC 5849: its data, and its page docs/rfc5849.md. */
import { readFileSync } from 'node:fs'

/** One statement of the RFC or of an extension, with its code and evidence. */
export interface Statement {
  readonly id: string
  /** The section of RFC 5849, or the name of an extension. */
  readonly section: string
  readonly level: Level
  readonly party: 'client' | 'server' | 'both'
  readonly statement: string
  /** `file#symbol`, or `file#Class.method`. */
  readonly code?: readonly string[]
  /** Ids of vectors, in which `*` stands for any characters. */
  readonly vectors?: readonly string[]
  /** `file: title` */
  readonly tests?: readonly string[]
  /** Why it does not apply to countersign. */
  readonly notOurs?: string
  /** What is missing. */
  readonly notYet?: string
}

export const LEVELS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY', 'fact'] as const
export type Level = (typeof LEVELS)[number]

/** Each chapter has its own table. The number after a section is that of its statements. */
export const CHAPTERS: readonly {
  readonly title: string
  readonly sections: Readonly<Record<string, number>>
}[] = [
  { title: '1 Introduction', sections: { '1': 1, '1.1': 4, '1.2': 3, '1.3': 1 } },
  { title: '2 Redirection-Based Authorization', sections: { '2': 10 } },
  { title: '2.1 Temporary Credentials', sections: { '2.1': 20 } },
  { title: '2.2 Resource Owner Authorization', sections: { '2.2': 22 } },
  { title: '2.3 Token Credentials', sections: { '2.3': 20 } },
  { title: '3 Authenticated Requests', sections: { '3': 3 } },
  { title: '3.1 Making Requests', sections: { '3.1': 14 } },
  { title: '3.2 Verifying Requests', sections: { '3.2': 20 } },
  { title: '3.3 Nonce and Timestamp', sections: { '3.3': 8 } },
  { title: '3.4 Signature', sections: { '3.4': 4, '3.4.1': 2 } },
  { title: '3.4.1.1 String Construction', sections: { '3.4.1.1': 6 } },
  { title: '3.4.1.2 Base String URI', sections: { '3.4.1.2': 14 } },
  { title: '3.4.1.3.1 Parameter Sources', sections: { '3.4.1.3.1': 20 } },
  { title: '3.4.1.3.2 Parameters Normalization', sections: { '3.4.1.3.2': 7 } },
  { title: '3.4.2 HMAC-SHA1', sections: { '3.4.2': 5 } },
  { title: '3.4.3 RSA-SHA1', sections: { '3.4.3': 5 } },
  { title: '3.4.4 PLAINTEXT', sections: { '3.4.4': 5 } },
  {
    title: '3.5 Parameter Transmission',
    sections: { '3.5': 3, '3.5.1': 8, '3.5.2': 5, '3.5.3': 2 },
  },
  { title: '3.6 Percent Encoding', sections: { '3.6': 8 } },
  {
    title: '4 Security Considerations',
    sections: {
      '4.1': 1,
      '4.2': 1,
      '4.3': 1,
      '4.4': 2,
      '4.5': 1,
      '4.6': 1,
      '4.7': 2,
      '4.8': 1,
      '4.9': 2,
      '4.10': 2,
      '4.11': 1,
      '4.12': 2,
      '4.13': 2,
      '4.14': 1,
      '4.15': 2,
    },
  },
  { title: 'Appendix A and the erratum', sections: { 'Appendix A': 5, 'Erratum 2550': 1 } },
  {
    title: 'Body Hash extension',
    sections: {
      'Body Hash 3.1': 2,
      'Body Hash 3.2': 1,
      'Body Hash 4.1.1': 3,
      'Body Hash 4.1.2': 1,
      'Body Hash 4.2': 2,
    },
  },
  {
    title: 'Session extension',
    sections: {
      'Session 5.1': 1,
      'Session 5.2': 1,
      'Session 5.3': 1,
      'Session 5.4': 1,
      'Session 7': 2,
    },
  },
  {
    title: 'Problem Reporting extension, and advisory 2009.1',
    sections: { 'Problem Reporting': 4, 'Advisory 2009.1': 1 },
  },
]

export const readMap = (): Statement[] =>
  JSON.parse(readFileSync(new URL('rfc5849.json', import.meta.url), 'utf8')) as Statement[]

export type Status = 'shown' | 'not yet' | 'not ours'

export function statusOf({ notOurs, notYet }: Statement): Status {
  return notOurs !== undefined ? 'not ours' : notYet !== undefined ? 'not yet' : 'shown'
}

const isDuty = ({ level }: Statement): boolean => level === 'MUST' || level === 'MUST NOT'
const isOfRfc = ({ id }: Statement): boolean => id.startsWith('5849-')

/** The page, in Markdown. Its links start at `docs/`. */
export function renderMap(statements: readonly Statement[]): string {
  const chapters = CHAPTERS.map(({ title, sections }) =>
    renderChapter(
      title,
      statements.filter(({ section }) => section in sections),
    ),
  )
  return `# RFC 5849, statement by statement

The statements of RFC 5849 and of the extensions that countersign supports. Each has the code that implements it and
the vectors and tests that show it, or the reason why there are none. In *vectors*, \`*\` stands for any characters; each of them is run by
[own.test.ts](../devtools/test/conformance/own.test.ts).

This page is generated from [tools/docs/map/rfc5849.json](../tools/docs/map/rfc5849.json) by \`npx tsx tools/docs/map/generate.ts\`.
[A test](../test/rfc5849-map.test.ts) checks that every file, symbol, vector and test in it exists, that every MUST
has evidence or a reason, and that the page is up to date.

## Numbers

${renderCounts(statements)}

- **Shown**: there is code for it, and a vector or test that checks it.
- **Not yet**: it concerns countersign, and part of it is missing.
- **Not ours**: a definition, an option that countersign does not use, or a duty of another party. The reason says which.
- A *fact* is a statement without such a word, or a consequence of one (*derived*). Section 4 gives most of its
  advice in lower case. It has the level of the advice here.

${renderGaps(statements)}${chapters.join('')}`
}

function renderCounts(statements: readonly Statement[]): string {
  const line = (name: string, among: readonly Statement[]): string => {
    const count = (status: Status): number =>
      among.filter((statement) => statusOf(statement) === status).length
    return `| ${name} | ${among.length} | ${count('shown')} | ${count('not yet')} | ${count('not ours')} |`
  }
  return [
    '| level | statements | shown | not yet | not ours |',
    '|---|--:|--:|--:|--:|',
    ...LEVELS.map((level) =>
      line(
        level,
        statements.filter((statement) => statement.level === level),
      ),
    ),
    line('**all**', statements),
    line('of these, RFC 5849 itself', statements.filter(isOfRfc)),
  ].join('\n')
}

function renderGaps(statements: readonly Statement[]): string {
  const item = (one: Statement): string =>
    `- **${shortId(one)}** (${one.level}) ${cell(one.statement)}\n  *${cell(reasonOf(one))}*\n`
  const part = (title: string, among: readonly Statement[]): string =>
    among.length === 0 ? '' : `### ${title}\n\n${among.map(item).join('')}\n`
  const missing = statements.filter((statement) => statusOf(statement) === 'not yet')
  const waived = statements.filter(
    (statement) => statusOf(statement) === 'not ours' && isDuty(statement),
  )
  return (
    `## What is not shown

${part(
  'Not yet: MUST of RFC 5849',
  missing.filter((statement) => isOfRfc(statement) && isDuty(statement)),
)}${part(
      'Not yet: MUST of an extension',
      missing.filter((statement) => !isOfRfc(statement) && isDuty(statement)),
    )}${part(
      'Not yet: other statements',
      missing.filter((statement) => !isDuty(statement)),
    )}${part('Not ours: MUST', waived)}`.trimEnd() + '\n'
  )
}

function renderChapter(title: string, statements: readonly Statement[]): string {
  const rows = statements.map(
    (one) =>
      `| ${shortId(one)} | ${one.level} | ${cell(one.statement)} | ${renderCode(one)} | ${renderEvidence(one)} |`,
  )
  return `\n## ${title}\n\n| | level | statement | code | shown by |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
}

function renderCode({ code = [] }: Statement): string {
  const references = code.map((reference) => reference.split('#') as unknown as Reference)
  return byFile(references, (file) => file.replace(/^src\/(.*)\.ts$/, '$1'), ' ')
}

function renderEvidence(statement: Statement): string {
  if (statusOf(statement) !== 'shown')
    return `**${statusOf(statement)}**: ${cell(reasonOf(statement))}`
  const { vectors = [], tests = [] } = statement
  const ofVectors = vectors.map((glob): Reference => {
    const [suite = '', name = ''] = glob.split('/')
    return [`test/vectors/${suite}.json`, name]
  })
  const ofTests = tests.map(
    (reference): Reference => [splitTest(reference).file, splitTest(reference).title],
  )
  return [
    ofVectors.length > 0
      ? byFile(ofVectors, (file) => file.replace(/^test\/vectors\/(.*)\.json$/, '$1'), ' ')
      : '',
    ofTests.length > 0 ? byFile(ofTests, (file) => file.replace(/\.test\.ts$/, ''), '; ') : '',
  ]
    .filter((part) => part !== '')
    .join('<br>')
}

type Reference = readonly [file: string, name: string]

/** A line for each file: a link, and the names or titles in it. Names are code, titles are text. */
function byFile(
  references: readonly Reference[],
  label: (file: string) => string,
  separator: ' ' | '; ',
): string {
  const files = [...new Set(references.map(([file]) => file))]
  return files
    .map((file) => {
      const names = references
        .filter(([other]) => other === file)
        .map(([, name]) => (separator === ' ' ? `\`${name}\`` : cell(name)))
      return `[${label(file)}](../${file}): ${names.join(separator)}`
    })
    .join('<br>')
}

/** Splits `test/a.test.ts: title`. */
export function splitTest(reference: string): { file: string; title: string } {
  const colon = reference.indexOf(': ')
  return { file: reference.slice(0, colon), title: reference.slice(colon + 2) }
}

const shortId = ({ id }: Statement): string => id.replace(/^5849-/, '')
const reasonOf = ({ notOurs, notYet }: Statement): string => notOurs ?? notYet ?? ''

/** Escapes text for a table cell in Markdown. Text between backquotes is code. */
const cell = (text: string): string =>
  text.replace(/`[^`]*`|[\\|*<>[\]]/g, (part) => (part.length > 1 ? part : `\\${part}`))
