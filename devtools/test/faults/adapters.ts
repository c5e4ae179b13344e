// Adapters that misbehave towards the conformance runner.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runSubjects } from '../../src/conformance/run/run.ts'
import type { SubjectRun } from '../../src/conformance/run/result.ts'
import { createAdapterSubject } from '../../src/conformance/subject/subject.ts'
import { loadSuite } from '../../src/conformance/suite/vectors.ts'
import { fake, folder, gone, run } from '../conformance/command.ts'
import type { Fault, FaultTable } from './fault.ts'

const { vectors } = loadSuite()
const few = vectors.filter(({ id }) => id.startsWith('percent-encoding/'))
// One vector for each operation.
const each = [...new Map(vectors.map((vector) => [vector.operation, vector])).values()]

async function runFake(name: string, ...args: readonly string[]): Promise<SubjectRun> {
  const subject = createAdapterSubject({ name: '', command: fake(name, ...args), timeout: 60_000 })
  const [result] = await runSubjects([subject], name === 'leaves' ? few : each, () => {})
  return result!
}

/** The pid of the process that the fake adapter has left behind, from its standard error. */
function leftBy({ stderr }: SubjectRun): number {
  const [, pid] = /left (\d+)/.exec(stderr) ?? []
  assert.ok(pid !== undefined, stderr)
  return Number(pid)
}

function leaving(fault: string, how: string): Fault {
  return {
    fault,
    answer: 'ends that process with the adapter',
    error: null,
    async run() {
      const result = await runFake('leaves', ...how.split(' '))
      const errored = result.results.filter(({ outcome }) => outcome === 'errored').length
      assert.equal(errored, how.endsWith('crash') ? 1 : 0)
      assert.ok(await gone(leftBy(result)))
    },
  }
}

function holding(fault: string, how: string): Fault {
  return {
    fault,
    answer: 'closes its own ends of the pipes, so that the run ends',
    error: null,
    run: (t) => runsToItsEnd(t, how),
  }
}

async function runsToItsEnd(t: TestContext, how: string): Promise<void> {
  const script = fileURLToPath(new URL('../conformance/interrupted.mjs', import.meta.url))
  const args = ['--json', '--only', 'percent-encoding', '--', ...fake('leaves', how)]
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: [...stdio] })
  t.after(() => child.kill('SIGKILL'))
  const [output, [code]] = await Promise.all([text(child.stdout!), once(child, 'exit')])
  const { subjects } = JSON.parse(output) as { subjects: SubjectRun[] }
  const left = leftBy(subjects[0]!)
  t.after(() => {
    try {
      process.kill(left, 'SIGKILL')
    } catch {}
  })
  assert.equal(code, 0)
}

const faults: readonly Fault[] = [
  leaving('an adapter leaves a process behind in another session', 'session'),
  leaving('an adapter leaves a process behind with an empty environment', 'bare'),
  leaving('an adapter leaves a process behind whose parent has ended', 'orphan'),
  leaving('an adapter crashes and leaves a process behind', 'session crash'),
  leaving('an adapter crashes and leaves a process behind whose parent has ended', 'orphan crash'),
  holding('a process that an adapter leaves behind keeps its standard output open', 'session'),
  holding('a process that the runner cannot find keeps the standard output open', 'stranger'),
  {
    fault: 'an adapter sends a name, a version, a language and answers of 300 KB each',
    answer: 'truncates every text, so that each report stays small',
    error: null,
    async run(t) {
      const files = folder(t)
      const paths = ['r.jsonl', 'h.html', 'j.xml'].map((name) => files.path(name))
      const reports = ['--report', '--html', '--junit'].flatMap((option, position) => [
        option,
        paths[position]!,
      ])
      const only = each.flatMap(({ id }) => ['--only', id])
      const { stdout } = await run([...only, '--json', ...reports, '--', ...fake('long', 'texts')])
      assert.ok(stdout.includes('long long'), 'the report contains the beginning')
      for (const length of [stdout.length, ...paths.map((path) => statSync(path).size)]) {
        assert.ok(length < 100_000, String(length))
      }
    },
  },
  {
    fault: 'an adapter answers with an array of 100,000 levels of nesting',
    answer: 'counts it as a wrong answer',
    error: null,
    async run() {
      const result = await runFake('long', 'deep')
      assert.equal(result.failure, null)
      assert.match(
        JSON.stringify(result.results.map(({ difference }) => difference)),
        /nested too deeply/,
      )
      const { failure } = await runFake('long', 'deep-start')
      assert.match(failure!, /it speaks protocol a value that is nested too deeply/)
    },
  },
  {
    fault: 'an adapter answers with 900,000 empty lines',
    answer: 'ends it after 20,000 lines, and restarts it at most three times',
    error: null,
    async run() {
      const result = await runFake('long', 'lines')
      assert.match(
        JSON.stringify(result.results),
        /it wrote more than 20000 lines in answer to one request/,
      )
      assert.deepEqual(result.problems, ['its run ended after 3 restarts'])
    },
  },
]

export const ADAPTERS: FaultTable = { title: 'Adapters of a conformance run', faults }
