/** An explanation as one page to share: each parameter can be followed from the request to the base string. */
import { escapeMarkup, isolateMarkup } from 'countersign/internal'
import type { Explanation } from './explain.ts'
import type { ExplainedParameter } from './parameters.ts'
import { htmlPage } from '../page/index.ts'
import { KIND_NAMES } from '../input/index.ts'
import { explanationStyle } from './style.ts'
import { chain, numbered, parametersHtml, signedOf } from './parameters-html.ts'

/** The page. @param diagnosis markup that comes first on it, instead of what is worth a look */
export function explainHtml(explanation: Explanation, diagnosis = ''): string {
  const { input, parameters, uri, key, leftOut, lint, signature, sort } = explanation
  const normalized = chain(
    signedOf(parameters),
    ({ encodedName, encodedValue }) => `${encodedName}=${encodedValue}`,
    '&',
  )
  const lints = lint.map(({ message, hint, section: number }) => ({
    what: `${message}: ${hint} (§${number})`,
  }))
  const body = [
    '<h1>How this OAuth 1.0a signature came to be</h1>',
    `<p class="dim">Read from ${KIND_NAMES[input.kind]}. Point at a parameter, or choose its number, to follow it.</p>`,
    diagnosis,
    section(
      'Request',
      null,
      requestHtml(explanation),
      input.notes.map((what) => ({ what })),
    ),
    section('Parameters', '3.4.1.3.1', parametersHtml(parameters), leftOut),
    section('Base string URI', '3.4.1.2', `<pre>${escapeMarkup(uri.signed)}</pre>`, uri.remarks),
    section('Normalized parameters', '3.4.1.3.2', `<pre>${normalized}</pre>`, sort),
    section('Signature base string', '3.4.1.1', baseStringHtml(explanation), []),
    section(
      'Key',
      signature.section,
      key.shape === null ? '' : `<pre>${escapeMarkup(key.shape)}</pre>`,
      key.remarks,
    ),
    section('Signature', signature.section, signatureHtml(explanation), []),
    lint.length === 0 || diagnosis !== '' ? '' : section('Worth a look', null, '', lints),
  ]
  const title = `${input.method} ${uri.signed}`
  return htmlPage({
    title,
    style: explanationStyle(parameters.length),
    body: [...body, FOOTER].filter((part) => part !== '').join('\n'),
  })
}

const FOOTER = `<footer>Made by countersign. Masked on this page: secrets that were given, and values of parameters that
are named like secrets. Keys are shown by their shape only.</footer>`

function section(
  title: string,
  number: string | null,
  html: string,
  remarks: readonly { readonly what: string }[],
): string {
  const reference = number === null ? '' : ` <small>RFC 5849 §${number}</small>`
  const items = remarks.map(({ what }) => `<li>${escapeMarkup(what)}</li>`).join('')
  const list = items === '' ? '' : `<ul class="dim">${items}</ul>`
  return `<section><h2>${escapeMarkup(title)}${reference}</h2>\n${html}${list}</section>`
}

function requestHtml({ input, parameters }: Explanation): string {
  const all = numbered(parameters)
  const [query, body, header] = (['query', 'body', 'header'] as const).map((place) =>
    all.filter(({ source }) => source === place),
  )
  const raw = ({ raw: text, name, value }: ExplainedParameter): string => text ?? `${name}=${value}`
  const quoted = ({ encodedName, encodedValue }: ExplainedParameter): string =>
    `${encodedName}="${encodedValue}"`
  const url = input.url.replace(/[?#].*$/s, '')
  const target =
    query!.length === 0
      ? isolateMarkup(input.url)
      : `${isolateMarkup(url)}?${chain(query!, raw, '&')}`
  const lines = [
    `${isolateMarkup(input.method)} ${target}`,
    ...(header!.length === 0 ? [] : [`Authorization: OAuth ${chain(header!, quoted, ', ')}`]),
    ...(body!.length === 0 ? [] : ['', chain(body!, raw, '&')]),
  ]
  return `<pre>${lines.join('\n')}</pre>`
}

function baseStringHtml({ method, uri, parameters, signatureBaseString }: Explanation): string {
  if (signatureBaseString === null) return '<p>PLAINTEXT signs none.</p>'
  const part = (label: string, html: string): string =>
    `<span class="part"><b>${label}</b>${html}</span>`
  const parts = [
    part('method', escapeMarkup(method.encoded)),
    part('&amp; base string URI, encoded', escapeMarkup(uri.encoded)),
    part(
      '&amp; normalized parameters, encoded once more',
      chain(signedOf(parameters), ({ inBaseString }) => inBaseString!, '%26'),
    ),
  ]
  return `<pre>${parts.join('')}</pre>`
}

function signatureHtml({
  signatureMethod,
  signature: { computed, observed, matches },
}: Explanation): string {
  const row = (label: string, text: string | null): string =>
    text === null ? '' : `<dt>${label}</dt><dd><code>${escapeMarkup(text)}</code></dd>`
  const verdict = matches
    ? '<p class="good">They are the same.</p>'
    : '<p class="bad">They differ.</p>'
  const rows = [
    row('method', signatureMethod),
    row('computed', computed),
    row('observed', observed),
  ]
  return `<dl>${rows.join('')}</dl>${matches === null ? '' : verdict}`
}
