/**
 * Runs all implementations and the controls, and writes docs/diagnosis.md and
 * tools/docs/diagnosis/wrong-texts.json.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadSuite } from '../../../devtools/src/conformance/suite/vectors.ts'
import { runControls } from './controls.ts'
import { type Diagnosed, MAX_DEVIATIONS, measure, settledVectors } from './measure.ts'
import { renderPage } from './page.ts'
import { formatWrongTexts } from './wrong-texts.ts'

const RANDOM_TRIES = 200

const remarks = JSON.parse(
  readFileSync(new URL('remarks.json', import.meta.url), 'utf8'),
) as Record<string, string>
const diagnosed: Diagnosed = {
  suiteHash: loadSuite().hash,
  date: new Date().toISOString().slice(0, 10),
  implementations: await measure(
    fileURLToPath(new URL('../../../adapters/adapters.json', import.meta.url)),
  ),
  controls: runControls(settledVectors(), RANDOM_TRIES, MAX_DEVIATIONS),
}
writeFileSync(new URL('wrong-texts.json', import.meta.url), formatWrongTexts(diagnosed))
writeFileSync(
  new URL('../../../docs/diagnosis.md', import.meta.url),
  renderPage(diagnosed, remarks),
)
