/** HTML that cannot forget to escape: whatever is put into a template is text, unless it is markup already. */
import { escapeMarkup, isolateMarkup } from 'countersign/internal'

export interface Markup {
  readonly markup: string
}

type Part = string | number | Markup | readonly Markup[]

/** A template whose texts are markup and whose parts are escaped. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: texts
      .map((text, position) => text + (position < parts.length ? render(parts[position]!) : ''))
      .join(''),
  }
}

export const NOTHING: Markup = { markup: '' }

/** Text of foreign origin beside other text. */
export const isolated = (text: string): Markup => ({ markup: isolateMarkup(text) })

function render(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeMarkup(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}
