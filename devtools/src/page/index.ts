/** One face for every page: shell, style, and a template that escapes. */
export { htmlPage, pageStyle } from './page.ts'
export { html, isolated, type Markup, NOTHING } from './template.ts'
