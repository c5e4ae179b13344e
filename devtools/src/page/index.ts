/** The HTML document, the style and the escaping template of all pages. */
export { escapeMarkup, escapeValue, isolateMarkup } from './escape.ts'
export { htmlPage, pageStyle } from './page.ts'
export { html, isolated, type Markup, NOTHING } from './template.ts'
