/** Refuses a request. The `oauth_problem` is the code with underscores. */
import { CountersignError, type ErrorCode } from 'countersign/signing'

type Reason = [section: string, message: string, hint: string, names?: readonly string[]]

/** @throws CountersignError always */
export function refuse(code: ErrorCode, ...[section, message, hint, names = []]: Reason): never {
  const problem = code.replaceAll('-', '_')
  throw new CountersignError(code, message, { section, hint, names, problem })
}
