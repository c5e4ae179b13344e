/** A diagnosis as a part of the page. */
import type { Diagnosis, ExplainedDeviation, Finding } from './diagnosis.ts'
import { sideBySide } from './diagnose-text.ts'
import { escapeHtml } from './html-page.ts'
import { painter } from './text.ts'

export function diagnosisHtml(diagnosis: Diagnosis): string {
  const { comparison, lint, signatureBaseString: ours } = diagnosis
  const lints = lint.map(({ message, hint }) => `<li>${escapeHtml(message)}: ${escapeHtml(hint)}</li>`)
  return `<section>${diagnosis.matches
    ? `<p class="verdict good">The signature is right.</p><p>So it is not</p>${list(diagnosis.rulesOut)}<p>It may be</p>${list(diagnosis.remains)}`
    : wrongHtml(diagnosis.findings, ours, diagnosis.wouldNarrow)}${
    comparison === null || comparison.difference === null ? '' : `<p><b>The server's base string differs</b></p><pre class="sides">${escapeHtml(sideBySide(comparison.ours, comparison.text, comparison.difference, ['ours', 'theirs'], painter(false)))}</pre>${
      comparison.findings.slice(0, 1).map(({ explained }) => explained.map(deviationHtml).join('')).join('')}`}${
    lints.length === 0 ? '' : `<p><b>Worth a look</b></p><ul>${lints.join('')}</ul>`}</section>`
}

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`

function wrongHtml([first, ...others]: readonly Finding[], ours: string | null, wouldNarrow: readonly string[]): string {
  if (first === undefined) {
    return `<p class="verdict bad">The signature is wrong, and no known mistake makes exactly it.</p><p>What would narrow it down</p>${list(wouldNarrow)}`
  }
  const isOpen = first.explained.every((deviation) => deviation.isOpen)
  const verdict = isOpen ? 'The signature differs in what RFC 5849 leaves open.' : 'The signature is wrong. This makes exactly it:'
  const theirs = first.signatureBaseString
  const sides = ours === null || theirs === null || first.difference === null ? ''
    : `<pre class="sides">${escapeHtml(sideBySide(ours, theirs, first.difference, ['right', 'signed'], painter(false)))}</pre>`
  const same = others.slice(0, 8).map(({ explained }) => explained.map(({ title }) => title).join('; and '))
  return `<p class="verdict ${isOpen ? 'warn' : 'bad'}">${verdict}</p>${first.explained.map(deviationHtml).join('')}${sides}${
    same.length === 0 ? '' : `<p class="dim">In this request the same comes of</p>${list(same)}`}`
}

function deviationHtml({ name, title, rule, section, places, seen, vectors, mend }: ExplainedDeviation): string {
  const row = (label: string, text: string): string => (text === '' ? '' : `<dt>${label}</dt><dd>${text}</dd>`)
  return `<p>The signer <b>${escapeHtml(title)}</b>. <span class="dim">${escapeHtml(name)}</span></p><dl>${
    row('rule', `${escapeHtml(rule)} <span class="dim">RFC 5849 §${section}</span>`)}${
    row('here', places.map(escapeHtml).join('<br>'))}${
    row('also done by', seen.map(escapeHtml).join(', '))}${
    row('shown by', vectors.map((id) => `<code>${escapeHtml(id)}</code>`).join(', '))}${
    row('mend', escapeHtml(mend))}</dl>`
}
