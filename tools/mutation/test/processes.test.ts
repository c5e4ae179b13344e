// What becomes of a process that runs tests with a mutant on.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Plan } from '../plan.ts'
import { runPlan } from '../processes.ts'

const LIMITS = { cpuSeconds: 20, wallSeconds: 300 }

let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-processes-'))
  mkdirSync(join(folder, 'tools/mutation'), { recursive: true })
})
after(() => rmSync(folder, { recursive: true }))

const PLAN: Plan = {
  mutant: 1,
  files: [],
  tests: null,
  stepLimit: 1,
  record: null,
  isBackwards: false,
}

function runScript(code: string, limits = LIMITS): ReturnType<typeof runPlan> {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tools/mutation/child.js'), code)
  return runPlan(folder, PLAN, limits)
}

test('a process that ends well lets the mutant survive', async () => {
  assert.equal((await runScript('')).status, 'survived')
})

test('a process that fails kills the mutant, and tells by which test', async () => {
  const told = "import { writeSync } from 'node:fs'; writeSync(3, 'some test'); process.exit(1)"
  assert.deepEqual(await runScript(told), { status: 'killed', by: 'some test' })
  const thrown = await runScript("throw new Error('x')")
  assert.deepEqual(thrown, { status: 'killed', by: 'an error outside the tests' })
})

test('a process reads the plan', async () => {
  const code =
    "import { readFileSync } from 'node:fs'; process.exit(JSON.parse(readFileSync(0)).mutant)"
  assert.equal((await runScript(code)).status, 'killed')
})

test('a process that does not end is ended by the processor time that it takes', async () => {
  const outcome = await runScript('for (;;);', { cpuSeconds: 1, wallSeconds: 300 })
  assert.deepEqual(outcome, { status: 'timeout', by: 'it takes too long' })
})

test('a process that waits for ever is ended by the clock', async () => {
  const outcome = await runScript('setInterval(() => {}, 1000)', { cpuSeconds: 20, wallSeconds: 1 })
  assert.equal(outcome.status, 'timeout')
})

test('a process that is ended from outside is run again, and says nothing about the mutant', async () => {
  const endFirst = `
    import { existsSync, writeFileSync } from 'node:fs'
    const file = new URL('ended', import.meta.url)
    if (!existsSync(file)) {
      writeFileSync(file, '')
      process.kill(process.pid, 'SIGKILL')
    }
    process.exit(1)`
  assert.equal((await runScript(endFirst)).status, 'killed')
  await assert.rejects(runScript("process.kill(process.pid, 'SIGKILL')"), /mutant 1 are ended from/)
})
