/** The HTML document, the style and the escaping template of all pages. */
export { htmlPage, pageStyle } from './page.ts'
export { html, isolated, type Markup, NOTHING } from './template.ts'
