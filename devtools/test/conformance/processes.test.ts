// Finding the descendants of a process. devtools/test/faults tests processes that an adapter leaves
// behind.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import {
  fromProc,
  fromPs,
  type ProcessEntry,
  startedBy,
} from '../../src/conformance/subject/processes.ts'

test('/proc and ps report the same process', async (t) => {
  const child = spawn('sleep', ['60'], { detached: true })
  t.after(() => child.kill())
  const found = [fromProc(), fromPs()].map((entries) =>
    entries.find(({ pid }) => pid === child.pid),
  )
  for (const entry of found)
    assert.deepEqual([entry?.parent, entry?.group], [process.pid, child.pid])
  assert.equal(found[0]?.session, child.pid)
})

test('finds descendants by group, session and parent, and no other process', () => {
  const entry = (
    pid: number,
    parent: number,
    group: number,
    session: number | null,
  ): ProcessEntry => ({
    pid,
    parent,
    group,
    session,
    started: '',
  })
  const entries = [
    entry(90_014, 90_013, 90_014, 90_014),
    entry(90_010, 1, 90_010, 90_010),
    entry(90_011, 1, 90_010, null),
    entry(90_012, 1, 90_012, 90_010),
    entry(90_013, 90_011, 90_013, 90_013),
    entry(90_020, 1, 90_020, 90_020),
    entry(90_021, 90_020, 90_021, 90_021),
  ]
  const pids = startedBy(90_010, 'no such mark', entries).map(({ pid }) => pid)
  assert.deepEqual(pids.sort(), [90_010, 90_011, 90_012, 90_013, 90_014])
})
