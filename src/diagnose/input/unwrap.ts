/** Takes off what stands around a request where it was copied: a prompt, a code fence, quotes, the marks of curl -v. */

const FENCE = /^(\s*(`{3,}|~{3,}).*\n)([^]*?)\n[ \t]*\2[ \t]*(?:\r?\n[^]*)?$/
const ASSIGNED = /[A-Za-z_]\w*=(?:'[^'\n]*'|"[^"\n]*"|[^\s'"]*)[ \t]+/
const COMMAND = /curl(?:\.exe)?\s/
const PROMPT = new RegExp(`^\\s*[^\\n'"{}=?&]{0,120}[$#%>❯]\\s*(?=(?:${ASSIGNED.source})*${COMMAND.source})`)
const ASSIGNMENTS = new RegExp(`^\\s*(?:${ASSIGNED.source})+(?=${COMMAND.source})`)
const QUOTED_URL = /^\s*["'<‘“](https?:\/\/[^\s"'<>]+?)["'>’”]\s*$/i

/** The request alone. What stood before it on its line becomes spaces, so that places in the text stay. */
export function unwrap(pasted: string): string {
  const text = pasted.replace(/^\uFEFF/, '').replace(FENCE, '\n$3\n')
  return unmarkVerbose(text).replace(PROMPT, blank).replace(ASSIGNMENTS, blank).replace(QUOTED_URL, '$1')
}

const blank = (text: string): string => text.replace(/\S/g, ' ')

/** curl -v puts ">" before each line of the head that it sends, "<" before what comes back, "*" before its remarks. */
function unmarkVerbose(text: string): string {
  const lines = text.split(/\r?\n/)
  const from = lines.findIndex((line) => /^> [A-Z]+ \S+ HTTP\/[\d.]+ *$/.test(line))
  if (from < 0 || !/^\s*[>*]/.test(text)) return text
  const length = lines.slice(from).findIndex((line) => !line.startsWith('>'))
  const to = length < 0 ? lines.length : from + length
  const head = lines.slice(from, to).map((line) => line.replace(/^> ?/, ''))
  const after = lines.slice(to)
  const end = after.findIndex((line) => /^(?:[<*>]|[{}] \[)/.test(line))
  return [...head, ...(end < 0 ? after : after.slice(0, end))].join('\n')
}
