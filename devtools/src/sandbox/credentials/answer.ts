/** Formats replies with credentials. RFC 5849 §2.1, §2.3 */
import type { Parameter } from 'countersign/signing'
import { type Answer, form, json } from '../http/answer.ts'
import type { Provider } from '../provider.ts'

/** Defaults to a form with status 200; `behaviour` may set another status, format and type. */
export function credentialsAnswer(fields: readonly Parameter[], { behaviour }: Provider): Answer {
  const { status, replyFormat, replyType } = behaviour
  const answer =
    replyFormat === 'json' ? json(status, Object.fromEntries(fields)) : form(status, fields)
  if (replyType === null) return answer
  const others = answer.headers.filter(([name]) => name !== 'Content-Type')
  return { ...answer, headers: [['Content-Type', replyType], ...others] }
}
