/** Looks up headers in a list of pairs, in any case of letters. */
import type { HeaderList } from 'countersign/signing'

/** The values of all headers with a name. @param name in lower case */
export const headerValues = (headers: HeaderList, name: string): string[] =>
  headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value)

/** The value of the first header with a name, or `null`. @param name in lower case */
export const firstHeader = (headers: HeaderList, name: string): string | null =>
  headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null
