/** The shell of every page: no script, and no request to anywhere. */
import { escapeMarkup } from 'countersign/internal'
import { BASE_STYLE } from './style.ts'

export interface Page {
  readonly title: string
  /** Rules of CSS besides those that all pages share. */
  readonly style: string
  /** Markup. */
  readonly body: string
}

/** What stands in the `style` element of a page. */
export const pageStyle = (style: string): string => BASE_STYLE + style

/** A whole page, self-contained. */
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
