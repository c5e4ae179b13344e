/** Escapes text for HTML and XML. */
import { printableLines } from 'countersign/internal'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Escapes text for element content and attribute values. Invisible and bidirectional control
 * characters become `\u{…}`.
 */
export function escapeMarkup(text: string): string {
  return escapeValue(printableLines(text))
}

/** Escapes the value of a hidden field. Unlike in `escapeMarkup`, every character is kept. */
export function escapeValue(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/**
 * Escapes untrusted text and isolates it with `<bdi>`, so that right-to-left letters do not reorder
 * the text around it.
 */
export function isolateMarkup(text: string): string {
  return `<bdi>${escapeMarkup(text)}</bdi>`
}
