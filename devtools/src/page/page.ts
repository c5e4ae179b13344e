/** The HTML document of all pages, without scripts and external requests. */
import { escapeMarkup } from './escape.ts'
import { BASE_STYLE } from './style.ts'

export interface Page {
  readonly title: string
  /** CSS rules in addition to the shared style. */
  readonly style: string
  /** HTML markup. */
  readonly body: string
}

/** The content of the `style` element. A content security policy hashes this text. */
export const pageStyle = (style: string): string => BASE_STYLE + style

/** A complete HTML document. */
export function htmlPage({ title, style, body }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(title)}</title>
<style>${pageStyle(style)}</style>
</head>
<body>
${body}
</body>
</html>
`
}
