/** A diagnosis as text: the verdict in one line, then the rule, the place, who else does this, and how to mend it. */
import type { Difference } from './base-string.ts'
import type { Comparison, Diagnosis, ExplainedDeviation, Finding, WrongSignature } from './diagnosis.ts'
import { lintText } from './explain-text.ts'
import { capital, type Paint, painter, visible, wrap } from './text.ts'

const AROUND = 34

export function diagnosisText(diagnosis: Diagnosis, isColoured = false): string {
  const paint = painter(isColoured)
  const { comparison, lint, notes } = diagnosis
  return [
    ...notes.map((note) => `${paint('yellow', 'note')} ${wrap(visible(note), 5)}\n`),
    diagnosis.matches ? rightText(diagnosis, paint) : wrongText(diagnosis, paint),
    comparison === null ? '' : comparisonText(comparison, isColoured),
    lintText(lint, paint),
  ].filter((text) => text !== '').join('\n').trimEnd() + '\n'
}

function rightText({ rulesOut, remains }: Extract<Diagnosis, { matches: true }>, paint: Paint): string {
  return [
    paint('green', 'The signature is right.'), '', paint('bold', 'So it is not'), ...list(rulesOut), '',
    paint('bold', 'It may be'), ...list(remains), '',
  ].join('\n')
}

const list = (items: readonly string[]): string[] => items.map((item) => `  - ${wrap(visible(item), 4)}`)

function wrongText(diagnosis: WrongSignature, paint: Paint): string {
  const { findings, tried, wouldNarrow } = diagnosis
  const [first, ...others] = findings
  if (first === undefined) {
    return [
      paint('red', 'The signature is wrong, and no known mistake makes exactly it.'), '',
      wrap(`Tried: ${tried.deviations} deviations, alone and up to ${tried.together} at once; ${tried.baseStrings} base strings, ${tried.signatures} signatures. Nothing is guessed.`, 0), '',
      paint('bold', 'What would narrow it down'), ...list(wouldNarrow), '',
    ].join('\n')
  }
  const isOpen = first.explained.every((deviation) => deviation.isOpen)
  const count = first.explained.length
  const verdict = isOpen ? 'The signature differs from ours in what RFC 5849 leaves open.'
    : `The signature is wrong. ${count === 1 ? 'One mistake makes' : `${['Two', 'Three'][count - 2] ?? count} mistakes together make`} exactly it.`
  return [
    paint(isOpen ? 'yellow' : 'red', verdict), '',
    ...first.explained.map((deviation, index) => deviationText(deviation, count > 1 ? `${index + 1}. ` : '', paint)),
    baseStringsText(diagnosis.signatureBaseString, first, paint),
    othersText(others, paint),
  ].filter((text, index) => text !== '' || index === 1).join('\n')
}

export function deviationText({ name, title, rule, section, places, seen, vectors, mend, isOpen }: ExplainedDeviation, label: string, paint: Paint, subject = 'The signer'): string {
  const row = (key: string, text: string): string => `  ${paint('dim', key.padEnd(6))}  ${wrap(visible(text), 10)}`
  const proof = vectors.length === 0 ? '' : `vectors ${vectors.join(', ')}`
  return [
    `${label}${subject} ${paint('bold', visible(title))}.  ${paint('dim', name)}`,
    row('rule', `${capital(rule)}. RFC 5849 §${section}${isOpen ? '; silent on this very point' : ''}`),
    ...places.map((place, index) => row(index === 0 ? 'here' : '', place)),
    ...(seen.length === 0 ? [] : [row('also', seen.join(', '))]),
    ...(proof === '' ? [] : [row('shown', `by ${proof}`)]),
    row('mend', capital(mend)), '',
  ].join('\n')
}

function baseStringsText(ours: string | null, { signatureBaseString: theirs, difference }: Finding, paint: Paint): string {
  if (ours === null || theirs === null || difference === null) return ''
  return `${paint('bold', 'Base strings, where they part')}\n${sideBySide(ours, theirs, difference, ['right', 'signed'], paint)}\n`
}

/** The two texts around their first difference, with a caret under it. */
export function sideBySide(ours: string, theirs: string, { position }: Difference, labels: readonly [string, string], paint: Paint): string {
  const from = Math.max(0, position - AROUND)
  const width = Math.max(...labels.map((label) => label.length))
  const line = (label: string, text: string): string => {
    const [before, after] = [text.slice(from, position), text.slice(position, position + 2 * AROUND)]
    const end = text.length > position + 2 * AROUND ? '…' : ''
    return `  ${paint('dim', label.padEnd(width))}  ${from > 0 ? '…' : ''}${visible(before)}${paint('bold', visible(after))}${end}`
  }
  const caret = `${' '.repeat(width + 4 + (from > 0 ? 1 : 0) + visible(ours.slice(from, position)).length)}${paint('red', '^')} character ${position + 1}`
  return [line(labels[0], ours), line(labels[1], theirs), caret].join('\n')
}

function othersText(others: readonly Finding[], paint: Paint): string {
  if (others.length === 0) return ''
  const shown = others.slice(0, 8).map(({ explained }) =>
    `  - ${wrap(explained.map(({ title }) => visible(title)).join('; and '), 4)}  ${paint('dim', explained.map(({ name }) => name).join(' + '))}`)
  const more = others.length > 8 ? [`  - and ${others.length - 8} more`] : []
  return [paint('bold', 'In this request the same comes of'), ...shown, ...more, ''].join('\n')
}

/** The server's base string beside ours. */
export function comparisonText({ text, ours, wrapping, difference, findings }: Comparison, isColoured = false): string {
  const paint = painter(isColoured)
  const how = wrapping === 'none' ? '' : ` (it came ${wrapping === 'JSON' || wrapping === 'HTML or XML' ? `in ${wrapping}` : wrapping})`
  if (difference === null) return `${paint('green', "The server's base string is the same as ours")}${how}.\n`
  const side = (value: string | null): string => (value === null ? 'nothing' : JSON.stringify(visible(value)))
  const [first] = findings
  const names = { method: 'the method', uri: 'the base string URI', parameter: 'a parameter', order: 'the order of the parameters', shape: 'the shape of the text' }
  return [
    `${paint('bold', `The server's base string differs in ${names[difference.part]}`)}${how}.`,
    ...(difference.part === 'shape' ? [] : [`  ours ${side(difference.ours)}, theirs ${side(difference.theirs)}`]),
    sideBySide(ours, text, difference, ['ours', 'theirs'], paint), '',
    ...(first === undefined ? ['  No known deviation makes exactly their text.', '']
      : ['It is what comes out where the other side does this:', '', ...first.explained.map((deviation) => deviationText(deviation, '', paint, 'It'))]),
  ].join('\n')
}
