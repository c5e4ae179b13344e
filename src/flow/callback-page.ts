/** The page that a person sees when the login comes back. It is static: nothing of the request is in it. */

const STYLE = `
  :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 1.5rem; text-align: center }
  h1 { font-size: 1.6rem; margin: 0 }
  p { margin: 0.5rem 0 0; opacity: 0.8 }`

/** For every answer: kept nowhere, framed nowhere, no script, and no referrer that tells the verifier. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  Connection: 'close',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}

export const APPROVED_PAGE: string = page(
  'You are logged in',
  'Close this page and go back to the program.',
)
export const DENIED_PAGE: string = page(
  'You are not logged in',
  'Access was refused. Close this page and go back.',
)
export const EARLY_PAGE: string = page('The login is not finished yet', 'Load this page again.')
export const STRAY_PAGE: string = page(
  'This is not the login that is waited for',
  'Start it again from the program.',
)

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
`
}
