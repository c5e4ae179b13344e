/** One face for every page: shell, style, and a template that escapes. */
export { htmlPage } from './page.ts'
export { html, isolated, type Markup, NOTHING } from './template.ts'
