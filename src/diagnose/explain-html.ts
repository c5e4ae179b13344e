/** An explanation as one page to share: a parameter can be followed from the request to its place in the base string. */
import { diagnosisHtml } from './diagnose-html.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Explanation } from './explain.ts'
import type { ExplainedParameter } from './explain-parameters.ts'
import { escapeHtml, htmlPage } from './html-page.ts'
import { KIND_NAMES } from './input/read-request.ts'

/** The page. `diagnosis` comes first on it, where there is one. */
export function explainHtml(explanation: Explanation, diagnosis: Diagnosis | null = null): string {
  const { input, parameters, lint } = explanation
  const body = [
    `<h1>How this OAuth 1.0a signature came to be</h1>\n<p class="dim">Read from ${KIND_NAMES[input.kind]}. Point at a parameter, or choose its number, to follow it.</p>`,
    diagnosis === null ? '' : diagnosisHtml(diagnosis),
    section('Request', null, requestHtml(explanation) + remarks(input.notes.map((what) => ({ what })))),
    section('Parameters', '3.4.1.3.1', parametersHtml(parameters) + remarks(explanation.leftOut)),
    section('Base string URI', '3.4.1.2', `<pre>${escapeHtml(explanation.uri.signed)}</pre>${remarks(explanation.uri.remarks)}`),
    section('Normalized parameters', '3.4.1.3.2', `<pre>${chain(signed(parameters), ({ encodedName, encodedValue }) => `${encodedName}=${encodedValue}`, '&')}</pre>${remarks(explanation.sort)}`),
    section('Signature base string', '3.4.1.1', baseStringHtml(explanation)),
    section('Key', explanation.key.remarks[0]?.section ?? '3.4.2', (explanation.key.shape === null ? '' : `<pre>${escapeHtml(explanation.key.shape)}</pre>`) + remarks(explanation.key.remarks)),
    section('Signature', explanation.signature.section, signatureHtml(explanation)),
    lint.length === 0 || diagnosis !== null ? '' : section('Worth a look', null, `<ul>${lint.map(({ message, hint, section: number }) => `<li>${escapeHtml(message)}: ${escapeHtml(hint)} <span class="dim">§${number}</span></li>`).join('')}</ul>`),
  ]
  return htmlPage(`${input.method} ${explanation.uri.signed}`, body.filter((part) => part !== '').join('\n'), parameters.length)
}

export function section(title: string, number: string | null, content: string): string {
  return `<section><h2>${escapeHtml(title)}${number === null ? '' : ` <small>RFC 5849 §${number}</small>`}</h2>\n${content}</section>`
}

export const remarks = (list: readonly { readonly what: string }[]): string =>
  (list.length === 0 ? '' : `<ul class="dim">${list.map(({ what }) => `<li>${escapeHtml(what)}</li>`).join('')}</ul>`)

type Numbered = ExplainedParameter & { readonly number: number }

const numbered = (parameters: readonly ExplainedParameter[]): Numbered[] => parameters.map((parameter, index) => ({ ...parameter, number: index + 1 }))

const signed = (parameters: readonly ExplainedParameter[]): Numbered[] =>
  numbered(parameters).filter(({ position }) => position !== null).sort((a, b) => a.position! - b.position!)

const span = (number: number, text: string): string => `<span class="p p${number}"><sup class="p${number}">${number}</sup>${escapeHtml(text)}</span>`

const chain = (list: readonly Numbered[], text: (parameter: Numbered) => string, separator: string): string =>
  list.map((parameter) => span(parameter.number, text(parameter))).join(`<wbr>${escapeHtml(separator)}`)

function requestHtml({ input, parameters }: Explanation): string {
  const from = (source: ExplainedParameter['source']): Numbered[] => numbered(parameters).filter((parameter) => parameter.source === source)
  const [query, body, header] = [from('query'), from('body'), from('header')]
  const raw = ({ raw: text, name, value }: Numbered): string => text ?? `${name}=${value}`
  const url = query.length === 0 ? escapeHtml(input.url) : `${escapeHtml(input.url.replace(/[?#].*$/s, ''))}?${chain(query, raw, '&')}`
  return `<pre>${escapeHtml(input.method)} ${url}</pre>${
    header.length === 0 ? '' : `\n<pre>Authorization: OAuth ${chain(header, ({ encodedName, encodedValue }) => `${encodedName}="${encodedValue}"`, ', ')}</pre>`}${
    body.length === 0 ? '' : `\n<pre>\n${chain(body, raw, '&')}</pre>`}`
}

function parametersHtml(parameters: readonly ExplainedParameter[]): string {
  const rows = numbered(parameters).map(({ number, source, raw, name, value, encodedName, encodedValue, position, remark }) => `<tr${position === null ? ' class="none"' : ''} id="p${number}">
<td><a class="n p${number}" href="#p${number}">${number}</a></td><td data-label="from">${source}</td>
<td class="code" data-label="as sent">${escapeHtml(raw ?? `${encodedName}=${encodedValue}`)}</td>
<td class="code" data-label="decoded">${escapeHtml(name)} = ${escapeHtml(value)}</td>
<td class="code" data-label="encoded">${position === null ? '' : span(number, `${encodedName}=${encodedValue}`)}</td>
<td data-label="place">${position ?? ''}${remark === null ? '' : ` <span class="dim">${escapeHtml(remark)}</span>`}</td></tr>`)
  return `<table><thead><tr><th></th><th>from</th><th>as sent</th><th>decoded</th><th>encoded</th><th>place once sorted</th></tr></thead>\n<tbody>${rows.join('\n')}</tbody></table>`
}

function baseStringHtml({ method, uri, parameters, signatureBaseString }: Explanation): string {
  if (signatureBaseString === null) return '<p>PLAINTEXT signs none.</p>'
  const part = (label: string, content: string): string => `<span class="part"><b>${label}</b>${content}</span>`
  return `<pre>${part('method', escapeHtml(method.encoded))}${part('&amp; base string URI, encoded', escapeHtml(uri.encoded))}${
    part('&amp; normalized parameters, encoded once more', chain(signed(parameters), ({ inBaseString }) => inBaseString, '%26'))}</pre>`
}

function signatureHtml({ signatureMethod, signature: { computed, observed, matches } }: Explanation): string {
  const row = (label: string, text: string | null): string => (text === null ? '' : `<dt>${label}</dt><dd><code>${escapeHtml(text)}</code></dd>`)
  const verdict = matches === null ? '' : matches ? '<p class="good">They are the same.</p>' : '<p class="bad">They differ.</p>'
  return `<dl>${row('method', signatureMethod)}${row('computed', computed)}${row('observed', observed)}</dl>${verdict}`
}
