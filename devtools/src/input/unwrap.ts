/**
 * Removes the text around a copied request: a shell prompt, a code fence, quotes, the line prefixes
 * of curl -v.
 */

import { HEAD_LIMIT } from './limits.ts'

const FENCE = /^\s*(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n/
const ASSIGNED = String.raw`[A-Za-z_]\w*=(?:'[^'\n]*'|"[^"\n]*"|[^\s'"]*)[ \t]+`
const COMMAND = String.raw`curl(?:\.exe)?\s`
const PROMPT = new RegExp(String.raw`^[^\n'"{}=?&]{0,120}[$#%>❯]\s*(?=(?:${ASSIGNED})*${COMMAND})`)
const ASSIGNMENTS = new RegExp(String.raw`^\s*(?:${ASSIGNED})+(?=${COMMAND})`)
const QUOTED_URL = /^\s*["'<‘“](https?:\/\/[^\s"'<>]+?)["'>’”]\s*$/i

/** The request only. Text before it on its line becomes spaces, so that positions stay the same. */
export function unwrap(pasted: string): string {
  const text = unfence(pasted.replace(/^\uFEFF/, ''))
  const plain = unmarkVerbose(text)
  const rest = plain.trimStart()
  const start = plain.slice(0, plain.length - rest.length)
  // Only the first HEAD_LIMIT characters can contain a prompt and assignments.
  const [head, tail] = [rest.slice(0, HEAD_LIMIT), rest.slice(HEAD_LIMIT)]
  const request = head.replace(PROMPT, blank).replace(ASSIGNMENTS, blank)
  return start + (tail === '' ? request.replace(QUOTED_URL, '$1') : request + tail)
}

/**
 * The content of a code fence. An empty line replaces the opening fence, so that line numbers stay
 * the same.
 */
function unfence(text: string): string {
  const [opening = '', mark = ''] = FENCE.exec(text) ?? []
  if (mark === '') return text
  for (let from = text.indexOf('\n', opening.length); from >= 0; ) {
    const end = text.indexOf('\n', from + 1)
    if (text.slice(from + 1, end < 0 ? undefined : end).trim() === mark)
      return `\n${text.slice(opening.length, from)}\n`
    from = end
  }
  return text
}

const blank = (text: string): string => text.replace(/\S/g, ' ')

/**
 * curl -v prefixes sent header lines with ">", received ones with "<", and its own messages with
 * "*".
 */
function unmarkVerbose(text: string): string {
  if (!/^\s*[>*]/.test(text)) return text
  const lines = text.split(/\r?\n/)
  const from = lines.findIndex((line) => /^> [A-Z]+ \S+ HTTP\/[\d.]+ *$/.test(line))
  if (from < 0) return text
  const length = lines.slice(from).findIndex((line) => !line.startsWith('>'))
  const to = length < 0 ? lines.length : from + length
  const head = lines.slice(from, to).map((line) => line.replace(/^> ?/, ''))
  const after = lines.slice(to)
  const end = after.findIndex((line) => /^(?:[<*>]|[{}] \[)/.test(line))
  return [...head, ...(end < 0 ? after : after.slice(0, end))].join('\n')
}
