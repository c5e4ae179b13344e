// The figures of a run as text, as Markdown, and in README.md.

const thousands = (rate) => Math.round(rate).toLocaleString('en-US')
const fixed = (ratio) => ratio.toFixed(3)

/** A line for each request and contestant. */
export function formatText({ results }) {
  const rows = [
    ['request', 'signer', 'a second', 'ratio', 'quartiles', 'min', 'max', 'required', 'wanted'],
  ]
  const notes = []
  for (const { id, bare, required, wanted, contestants } of results) {
    rows.push([id, 'bare createHmac', thousands(bare.perSecond)])
    for (const [index, { name, perSecond, ratio, reason }] of contestants.entries()) {
      if (reason !== null) {
        rows.push([id, name, '-', '-'])
        notes.push(`${id}, ${name}: ${reason}`)
        continue
      }
      const quartiles = `${fixed(ratio.lowerQuartile)} to ${fixed(ratio.upperQuartile)}`
      const cells = [fixed(ratio.median), quartiles, fixed(ratio.min), fixed(ratio.max)]
      const limits = index === 0 ? [required.toFixed(2), wanted?.toFixed(2) ?? '-'] : []
      rows.push([id, name, thousands(perSecond), ...cells, ...limits])
    }
  }
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const pad = (cell, column) =>
    column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])
  return [...rows.map((row) => row.map(pad).join('  ').trimEnd()), ...notes].join('\n')
}

/** A row for each request, and the command that made the table. */
export function formatMarkdown(figures) {
  const { results, peers, command, node, platform, rounds } = figures
  const names = ['countersign', ...peers.map(({ name, version }) => `\`${name}\` ${version}`)]
  const rows = [
    ['request', 'bare `createHmac`', ...names, 'required', 'wanted'],
    ['---', ...Array(names.length + 3).fill('--:')],
  ]
  for (const { id, about, bare, contestants, required, wanted } of results) {
    const cells = names.map((_, index) => formatCell(contestants[index]))
    const limits = [required.toFixed(2), wanted?.toFixed(2) ?? '-']
    rows.push([`${id}: ${about}`, `${thousands(bare.perSecond)}/s`, ...cells, ...limits])
  }
  const percent = (figures.baselineSpread * 100).toFixed(1)
  return `${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

\`${command}\` made this table with Node ${node} on ${platform}.
Each cell is the median ratio of ${rounds} rounds, its quartiles, and calls a second. The bare
\`createHmac\` spreads by ${percent} % between its quartiles. The npm packages do not verify. They
read no form body, so they get its decoded fields.`
}

function formatCell(contestant) {
  if (contestant === undefined) return '-'
  const { ratio, perSecond, reason } = contestant
  if (reason !== null) return `- (${reason})`
  const quartiles = `${ratio.lowerQuartile.toFixed(2)} to ${ratio.upperQuartile.toFixed(2)}`
  return `${ratio.median.toFixed(2)} (${quartiles}), ${thousands(perSecond)}/s`
}

const BEGIN = '<!-- bench -->'
const END = '<!-- /bench -->'

/** Replaces what stands between the markers. @throws Error unless each is there once, in order */
export function replaceMarked(document, text) {
  const [before, marked, ...more] = document.split(BEGIN)
  const [, after, ...rest] = marked?.split(END) ?? []
  if (after === undefined || more.length > 0 || rest.length > 0) {
    throw new Error(`README.md does not hold ${BEGIN} and ${END} once, in this order`)
  }
  return `${before}${BEGIN}\n${text}\n${END}${after}`
}
