/** The shell of a self-contained page: no script, and no request to anywhere. */
import { escapeMarkup } from 'countersign/internal'
import { followRules, STYLE } from './style.ts'

/** A whole page. `body` is HTML; `title` is text. */
export function htmlPage(title: string, body: string, parameterCount: number): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}${followRules(parameterCount)}</style>
</head>
<body>
${body}
<footer>Made by countersign. Masked on this page: secrets that were given, and values of parameters that are named like secrets.
Keys are shown by their shape only.</footer>
</body>
</html>
`
}
