/** A table of operations as a subject, without a process. It takes the same path otherwise. */
import { answer, type Operations } from '../adapter/adapter.ts'
import { isMembers } from '../protocol/members.ts'
import { operations } from '../adapter/operations.ts'
import { readAnnouncement, readAnswer } from '../protocol/protocol.ts'
import type { Subject } from './subject.ts'
import { suiteOperations } from '../adapter/suite-operations.ts'

/** countersign itself, with the operations of the suite too, unless another table is given. */
export function createOwnSubject(
  version: string,
  table: Operations = { ...operations, ...suiteOperations },
): Subject {
  return {
    name: 'countersign',
    start: async () => readAnnouncement(await answer({ command: 'start' }, table, version)),
    async ask(operation, input) {
      const message: unknown = await answer({ command: 'run', operation, input }, table, version)
      return isMembers(message) ? readAnswer(message) : { kind: 'errored', message: 'no answer' }
    },
    end: async () => {},
    problems: () => [],
    stderr: () => '',
  }
}
