/** Renders parameters for the page. A parameter has the same number and colour everywhere. */
import { escapeMarkup, isolateMarkup } from '../page/index.ts'
import type { ExplainedParameter } from './parameters.ts'

export type Numbered = ExplainedParameter & { readonly number: number }

export const numbered = (parameters: readonly ExplainedParameter[]): Numbered[] =>
  parameters.map((parameter, index) => ({ ...parameter, number: index + 1 }))

/** The signed parameters in the order of the base string. */
export const signedParameters = (parameters: readonly ExplainedParameter[]): Numbered[] =>
  numbered(parameters)
    .filter(({ position }) => position !== null)
    .sort((a, b) => a.position! - b.position!)

const span = (number: number, text: string): string =>
  `<span class="p p${number}"><sup class="p${number}">${number}</sup>${isolateMarkup(text)}</span>`

/** Joins parameters with a separator. */
export function parameterRow(
  list: readonly Numbered[],
  textOf: (parameter: Numbered) => string,
  separator: string,
): string {
  return list
    .map((parameter) => span(parameter.number, textOf(parameter)))
    .join(`<wbr>${escapeMarkup(separator)}`)
}

const HEADINGS = ['', 'from', 'as sent', 'decoded', 'encoded', 'position after sorting']

export function parametersHtml(parameters: readonly ExplainedParameter[]): string {
  const head = HEADINGS.map((heading) => `<th>${heading}</th>`).join('')
  const rows = numbered(parameters).map(rowHtml).join('\n')
  return `<table><thead><tr>${head}</tr></thead>\n<tbody>${rows}</tbody></table>`
}

function rowHtml({
  number,
  source,
  raw,
  name,
  value,
  encodedName,
  encodedValue,
  position,
  remark,
}: Numbered): string {
  const encoded = `${encodedName}=${encodedValue}`
  const why = remark === null ? '' : ` <span class="dim">${escapeMarkup(remark)}</span>`
  return `<tr${position === null ? ' class="none"' : ''} id="p${number}">
<td><a class="n p${number}" href="#p${number}">${number}</a></td><td data-label="from">${source}</td>
<td class="code" data-label="as sent">${escapeMarkup(raw ?? encoded)}</td>
<td class="code" data-label="decoded">${isolateMarkup(name)} = ${isolateMarkup(value)}</td>
<td class="code" data-label="encoded">${position === null ? '' : span(number, encoded)}</td>
<td data-label="place">${position ?? ''}${why}</td></tr>`
}
