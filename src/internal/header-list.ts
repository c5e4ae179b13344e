/** Headers as a list of pairs, looked up without regard to case. */
import type { HeaderList } from '../signing/index.ts'

/** @param name in lower case */
export const headerValues = (headers: HeaderList, name: string): string[] =>
  headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value)

/** The value of the first header with a name. @param name in lower case */
export const firstHeader = (headers: HeaderList, name: string): string | null =>
  headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null
