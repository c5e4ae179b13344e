/**
 * Reads and formats tools/docs/diagnosis/wrong-texts.json, the data of the page, one wrong text a
 * line.
 */
import { readFileSync } from 'node:fs'
import type { Diagnosed } from './measure.ts'

const file = new URL('wrong-texts.json', import.meta.url)

export const readWrongTexts = (): Diagnosed => JSON.parse(readFileSync(file, 'utf8')) as Diagnosed

export function formatWrongTexts({
  suiteHash,
  date,
  controls,
  implementations,
}: Diagnosed): string {
  const blocks = implementations.map(({ wrong, ...facts }) => {
    const head = JSON.stringify(facts).slice(0, -1)
    const lines = wrong.map((each) => `      ${JSON.stringify(each)}`).join(',\n')
    return `    ${head}, "wrong": [${lines === '' ? '' : `\n${lines}\n    `}]}`
  })
  return `{
  "suiteHash": ${JSON.stringify(suiteHash)},
  "date": ${JSON.stringify(date)},
  "controls": ${JSON.stringify(controls)},
  "implementations": [
${blocks.join(',\n')}
  ]
}
`
}
