/** An HTML template tag that escapes every value except `Markup`. */
import { escapeMarkup, isolateMarkup } from './escape.ts'

export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[]

/** Escapes the strings and numbers among `parts`. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: texts
      .map((text, position) => text + (position < parts.length ? render(parts[position]!) : ''))
      .join(''),
  }
}

export const NOTHING: Markup = { markup: '' }

/** Escapes untrusted text and isolates its writing direction. */
export const isolated = (text: string): Markup => ({ markup: isolateMarkup(text) })

function render(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}
