/**
 * Reads pasted or given input as one request: curl, raw HTTP, HAR, a header; and reads a server's
 * base string.
 */
import './error-codes.ts'
export {
  type BaseStringText,
  compareBaseStrings,
  type Difference,
  firstDifference,
  readBaseString,
  splitBaseString,
} from './base-string.ts'
export { type DiagnoseCredentials, publicKeyOf, secretsOf } from './credentials.ts'
export { firstHeader, headerValues } from './header-list.ts'
export { PASTE_LIMIT, placeBeyondDepth, tooLarge } from './limits.ts'
export type { ReadFile } from './named-file.ts'
export {
  type InputKind,
  type ObservedRequest,
  observeRequest,
  type RequestFacts,
  textOf,
} from './observed-request.ts'
export {
  fromOctets,
  type ProtocolCredentials,
  type ProtocolRequest,
  type ProtocolText,
  toOctets,
  toPairs,
} from './protocol-request.ts'
export { readOctets, readToEnd } from './read-octets.ts'
export { KIND_NAMES, type ReadOptions, readRequest } from './read-request.ts'
export { type SpelledUrl, spellUrl } from './url-parts.ts'
