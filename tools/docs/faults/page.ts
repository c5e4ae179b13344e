/** Renders docs/faults.md from the tables of faults that the tests run. */
import type { FaultTable } from '../../../devtools/test/faults/fault.ts'

export function renderFaults(tables: readonly FaultTable[]): string {
  const count = tables.reduce((sum, { faults }) => sum + faults.length, 0)
  return `# Faults, and how countersign handles them

A test produces each of these ${count} faults with a hostile server, client, adapter, file or terminal. It checks that the
outcome is the one in the table and that no error contains a secret: \`node test/run.mjs devtools/test/faults\`. The last
column is the \`code\` of the \`CountersignError\` that the call throws, or the name of the error that \`fetch\` throws. This page
is generated from the tables of the tests: \`npx tsx tools/docs/faults/generate.ts\`.
${tables.map(renderTable).join('')}`
}

function renderTable({ title, faults }: FaultTable): string {
  const rows = faults.map(
    ({ fault, answer, error }) =>
      `| ${fault} | ${answer} | ${error === null ? 'none' : `\`${error}\``} |\n`,
  )
  return `\n## ${title}\n\n| fault | what countersign does | error |\n|---|---|---|\n${rows.join('')}`
}
