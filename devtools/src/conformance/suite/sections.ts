/** The sections of RFC 5849, which group and order the results. */
import type { Members } from '../protocol/members.ts'
import type { Vector } from './vector-file.ts'

/** The section of the vectors of the Body Hash extension. */
const BODY_HASH = 'Body Hash'

const TITLES: Readonly<Record<string, string>> = {
  '1': 'Introduction',
  '1.1': 'Terminology',
  '1.2': 'Example',
  '2': 'Redirection-Based Authorization',
  '2.1': 'Temporary Credentials',
  '2.2': 'Resource Owner Authorization',
  '2.3': 'Token Credentials',
  '3': 'Authenticated Requests',
  '3.1': 'Making Requests',
  '3.2': 'Verifying Requests',
  '3.3': 'Nonce and Timestamp',
  '3.4': 'Signature',
  '3.4.1': 'Signature Base String',
  '3.4.1.1': 'String Construction',
  '3.4.1.2': 'Base String URI',
  '3.4.1.3': 'Request Parameters',
  '3.4.1.3.1': 'Parameter Sources',
  '3.4.1.3.2': 'Parameters Normalization',
  '3.4.2': 'HMAC-SHA1',
  '3.4.3': 'RSA-SHA1',
  '3.4.4': 'PLAINTEXT',
  '3.5': 'Parameter Transmission',
  '3.5.1': 'Authorization Header',
  '3.5.2': 'Form-Encoded Body',
  '3.5.3': 'Request URI Query',
  '3.6': 'Percent Encoding',
  '4': 'Security Considerations',
}

/** The first section that a vector cites. */
export function sectionOf({ spec }: Vector): string {
  return sectionsOf(spec)[0] ?? BODY_HASH
}

/** All sections of RFC 5849 in a vector's spec. */
export function sectionsOf(spec: readonly Members[]): string[] {
  return spec.map(({ rfc5849 }) => rfc5849).filter((section) => typeof section === 'string')
}

/** The title of a section. */
export function titleOf(section: string): string {
  return section === BODY_HASH ? 'Extension of April 2009' : (TITLES[section] ?? '')
}

/** `§3.4.1`, or the name of an extension. */
export const label = (section: string): string => (section === BODY_HASH ? section : `§${section}`)

/** Compares sections in the order of the RFC. Extensions come last. */
export function compareSections(a: string, b: string): number {
  if (a === BODY_HASH || b === BODY_HASH) return Number(a === BODY_HASH) - Number(b === BODY_HASH)
  return a.localeCompare(b, 'en', { numeric: true })
}

/** Formats the rules of a vector, such as `§3.4.1.3.2 item 1`. */
export function formatSpec(spec: readonly Members[]): string {
  return spec
    .map((rule) =>
      Object.entries(rule)
        .map(([name, value]) => formatRule(name, String(value)))
        .join(' '),
    )
    .join(', ')
}

function formatRule(name: string, value: string): string {
  const prefixes: Readonly<Record<string, string>> = {
    rfc5849: '§',
    erratum: 'erratum ',
    core10a: 'Core 1.0a §',
    bodyHash: 'Body Hash §',
    rfc2617: 'RFC 2617 §',
  }
  return `${prefixes[name] ?? `${name} `}${value}`
}
