/** Renders docs/faults.md: the table of faults of the tests. */
import type { FaultTable } from '../../../devtools/test/faults/fault.ts'

export function renderFaults(tables: readonly FaultTable[]): string {
  const count = tables.reduce((sum, { faults }) => sum + faults.length, 0)
  return `# Faults, and what countersign does

Each of these ${count} faults is caused in a test, by a hostile server, a client, an adapter, a harness or a person. The test
checks that the outcome is the one named here and that it shows no secret: \`node test/run.mjs test/faults\`. The last
column is the \`code\` of a \`CountersignError\`, or the name of the error that \`fetch\` itself throws, if the call fails.
This page is generated from the table that the tests run: \`npx tsx tools/docs/faults/generate.ts\`.
${tables.map(renderTable).join('')}`
}

function renderTable({ title, faults }: FaultTable): string {
  const rows = faults.map(
    ({ fault, answer, error }) =>
      `| ${fault} | ${answer} | ${error === null ? 'none' : `\`${error}\``} |\n`,
  )
  return `\n## ${title}\n\n| fault | what countersign does | error |\n|---|---|---|\n${rows.join('')}`
}
