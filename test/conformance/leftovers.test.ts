// Whatever a subject starts ends with it, and holds nothing up.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fromProc, fromPs, type ProcessEntry, startedBy } from '../../src/conformance/processes.ts'
import { runSubjects, type SubjectRun } from '../../src/conformance/run.ts'
import { createAdapterSubject } from '../../src/conformance/subject.ts'
import { loadSuite } from '../../src/conformance/vectors.ts'
import { exitCodeOf } from '../../src/conformance/verdict.ts'
import { fake, gone } from './command.ts'

const few = loadSuite().vectors.filter(({ id }) => id.startsWith('percent-encoding/'))
const script = fileURLToPath(new URL('./interrupted.mjs', import.meta.url))

async function runFake(...args: readonly string[]): Promise<SubjectRun> {
  const subject = createAdapterSubject({
    name: '',
    command: fake('leaves', ...args),
    timeout: 5000,
  })
  const [run] = await runSubjects([subject], few, () => {})
  return run!
}
const leftBy = ({ stderr }: SubjectRun): number[] =>
  [...stderr.matchAll(/left (\d+)/g)].map(([, pid]) => Number(pid))

for (const how of ['session', 'bare', 'orphan']) {
  test(`a process that a subject leaves behind is ended: ${how}`, async () => {
    const run = await runFake(how)
    assert.equal(exitCodeOf([run], false), 0)
    assert.equal(leftBy(run).length, 1)
    for (const pid of leftBy(run)) assert.ok(await gone(pid))
  })
}

for (const how of ['session', 'orphan']) {
  test(`a process that a crash leaves behind is ended: ${how}`, async () => {
    const run = await runFake(how, 'crash')
    assert.equal(run.results.filter(({ outcome }) => outcome === 'errored').length, 1)
    for (const pid of leftBy(run)) assert.ok(await gone(pid))
  })
}

for (const how of ['session', 'orphan', 'stranger']) {
  test(
    `the runner ends although a process holds its pipes: ${how}`,
    { timeout: 60_000 },
    async (t) => {
      const args = [
        '--import',
        'tsx',
        script,
        '--json',
        '--only',
        'percent-encoding',
        '--',
        ...fake('leaves', how),
      ]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      t.after(() => child.kill('SIGKILL'))
      const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
      const { subjects } = JSON.parse(output) as { subjects: SubjectRun[] }
      const left = leftBy(subjects[0]!)
      t.after(() =>
        left.filter((pid) => isThere(pid)).forEach((pid) => process.kill(pid, 'SIGKILL')),
      )
      assert.equal(code, 0)
      assert.equal(left.length, 1)
    },
  )
}

test('/proc and ps tell the same of a process', async (t) => {
  const child = spawn('sleep', ['60'], { detached: true })
  t.after(() => child.kill())
  const found = [fromProc(), fromPs()].map((entries) =>
    entries.find(({ pid }) => pid === child.pid),
  )
  for (const entry of found)
    assert.deepEqual([entry?.parent, entry?.group], [process.pid, child.pid])
  assert.equal(found[0]?.session, child.pid)
})

test('what a program started is found by group, session and parent, and nothing else is', () => {
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

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
