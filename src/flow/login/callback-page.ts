/**
 * The pages that the callback listener answers with. They are static and repeat nothing of the
 * request.
 */

const STYLE = `
  :root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif }
  body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 0 1.5rem; text-align: center }
  h1 { font-size: 1.6rem; margin: 0 }
  p { margin: 0.5rem 0 0; opacity: 0.8 }`

/** No cache, no frame, no script, and no `Referer` header that would contain the verifier. */
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
  'Access was denied. Close this page and go back to the program.',
)
export const PREFETCH_PAGE: string = page('The login is not finished yet', 'Load this page again.')
export const STRAY_PAGE: string = page(
  'This request does not belong to the login',
  'Start the login again from the program.',
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
