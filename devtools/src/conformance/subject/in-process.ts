/** A subject that runs in this process, from a table of operations. */
import { answer, type Operations } from '../adapter/adapter.ts'
import { isMembers } from '../protocol/members.ts'
import { operations } from '../adapter/operations.ts'
import { readAnnouncement, readAnswer } from '../protocol/protocol.ts'
import type { Subject } from './subject.ts'
import { suiteOperations } from '../adapter/suite-operations.ts'

/** @param table defaults to the operations of countersign, with those of the suite */
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
