import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { renderFaults } from '../../../tools/docs/faults/page.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { assertHidden, KEYS, refusal } from '../../../test/client/support.ts'
import type { Fault } from './fault.ts'
import { FAULT_TABLES } from './tables.ts'

const SECRETS = [KEYS.consumerSecret, KEYS.tokenSecret]

for (const { title, faults } of FAULT_TABLES) {
  for (const fault of faults) {
    test(`${title}: ${fault.fault}`, { timeout: 180_000 }, async (t) => {
      const thrown = await outcome(() => fault.run(t))
      if (fault.error === null) assert.equal(thrown, null)
      else requireError(thrown, fault)
      assertHidden(thrown, SECRETS)
    })
  }
}

test('docs/faults.md has at least forty rows and is up to date', () => {
  const all = FAULT_TABLES.flatMap(({ faults }) => faults.map(({ fault }) => fault))
  assert.ok(all.length >= 40, `${all.length} rows`)
  assert.equal(new Set(all).size, all.length, 'each fault is unique')
  assert.equal(
    readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8'),
    renderFaults(FAULT_TABLES),
  )
})

async function outcome(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
    return null
  } catch (error) {
    return error
  }
}

function requireError(thrown: unknown, { error, says }: Fault): void {
  if (thrown instanceof CountersignError) refusal(error!, says)(thrown)
  // The name of a failed assertion differs from all expected names.
  else assert.equal((thrown as Error | null)?.name, error, String((thrown as Error | null)?.stack))
}
