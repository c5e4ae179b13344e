/** Runs the matrix, and writes docs/conformance.md and test/vectors/derive/agreement.json. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSuite } from '../../../devtools/src/conformance/suite/vectors.ts'
import { findAgreement, formatAgreement } from './agreement.ts'
import { renderPage } from './page.ts'
import { faultsOf, parseReport, readRemarks, readSuite, vectorFolder } from './report.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const remarks = readRemarks()
const report = parseReport(runMatrix())
const suite = readSuite()

if (report.suite !== loadSuite().hash)
  throw new Error('the suite has changed since the report was made')
if (report.missing.length > 0)
  throw new Error(`not installed: ${report.missing.join(', ')}; see adapters/README.md`)
const faults = faultsOf(report, remarks)
if (faults.length > 0)
  throw new Error(`remarks.json does not match the report:\n${faults.join('\n')}`)
// Exits with 1 on any difference.
execFileSync('python3', ['test/vectors/derive/check.py'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})

const agreement = findAgreement(report, suite.vectors, remarks)
writeFileSync(new URL('derive/agreement.json', vectorFolder), formatAgreement(agreement))
writeFileSync(
  new URL('../../../docs/conformance.md', import.meta.url),
  renderPage(report, agreement, suite, remarks),
)

function runMatrix(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-matrix-'))
  const file = join(folder, 'report.jsonl')
  try {
    const subjects = [
      '--adapter',
      'countersign=npm run --silent adapter',
      '--adapters',
      'adapters/adapters.json',
    ]
    const args = [
      'run',
      '--silent',
      'countersign',
      '--',
      'conformance',
      ...subjects,
      '--report',
      file,
    ]
    const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    // 1 means that an implementation breaks a MUST, which the page reports.
    if (status !== 0 && status !== 1)
      throw new Error(`the matrix could not be run: exit code ${status}`)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
