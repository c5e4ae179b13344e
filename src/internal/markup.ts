/** Text in HTML and XML: every text on a page goes through here. */
import { printableLines } from './printable-text.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text between tags and between quotes; what cannot be seen, or turns the direction of text, is spelled out. */
export function escapeMarkup(text: string): string {
  return escapeValue(printableLines(text))
}

/** For the value of a hidden field: each character stays. */
export function escapeValue(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** Text of foreign origin in a line of HTML: its letters, which may run from right to left, move nothing beside it. */
export function isolateMarkup(text: string): string {
  return `<bdi>${escapeMarkup(text)}</bdi>`
}
