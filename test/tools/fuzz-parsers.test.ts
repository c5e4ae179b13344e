// Every parser on mutated inputs, with a fixed seed; and that the fuzzing itself finds what it is there to find.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CountersignError } from '../../src/signing/index.ts'
import { fuzz, inputOf, SECRETS, type Target } from '../../tools/fuzz-parsers/fuzz.ts'
import { TARGETS } from '../../tools/fuzz-parsers/targets.ts'

const SEED = 5849

for (const target of TARGETS) {
  test(`${target.name}: no raw error and no secret for 150 mutated inputs`, async () => {
    const { cases, faults } = await fuzz(target, { seed: SEED, cases: 150, patience: null })
    assert.equal(cases, 150)
    assert.deepEqual(faults, [])
  })
}

const target = (run: Target['run']): Target => ({
  name: 'test',
  inputs: ['{"a":[1,2],"b":"text"}', 'a=b&c=d'],
  run,
})
const faultsOf = async (run: Target['run'], patience: number | null = null): Promise<string[]> => {
  const { faults } = await fuzz(target(run), { seed: 1, cases: 200, patience })
  return faults.map(({ what, input }) => `${what} for ${JSON.stringify(input)}`)
}

test('a raw error is found, and its input made small', async () => {
  const faults = await faultsOf((text) => {
    if (text.includes('%')) throw new TypeError('raw')
  })
  assert.equal(faults.length, 10)
  for (const fault of faults) assert.equal(fault, 'raw error: TypeError: raw for "%"')
})

test('a secret is found in what is shown, in a message, in a hint and in a cause', async () => {
  const [secret = ''] = SECRETS
  assert.match((await faultsOf(() => `shown ${secret}`))[0]!, /^what is shown holds the secret/)
  const refusals = [
    new CountersignError('usage', `message ${secret}`, { hint: 'hint' }),
    new CountersignError('usage', 'message', { hint: `hint ${secret}` }),
    new CountersignError('usage', 'message', { hint: 'hint', names: [secret] }),
    new CountersignError('usage', 'message', { hint: 'hint', cause: new Error(secret) }),
  ]
  for (const refusal of refusals) {
    const faults = await faultsOf(() => {
      throw refusal
    })
    assert.match(faults[0]!, /^the error holds the secret/)
  }
})

test('an error without a hint, and a case that takes long, are found', async () => {
  const [noHint] = await faultsOf(() => {
    throw new CountersignError('usage', 'message')
  })
  assert.match(noHint!, /^no hint: usage/)
  const [slow] = await faultsOf(() => {}, -1)
  assert.match(slow!, /^took \d+ ms/)
})

test('a case is made by its seed and its number alone', () => {
  const made = (seed: number, index: number): string =>
    inputOf(
      target(() => {}),
      seed,
      index,
    )
  assert.equal(made(1, 77), made(1, 77))
  assert.notEqual(made(1, 77), made(2, 77))
  const different = new Set(Array.from({ length: 500 }, (_, index) => made(1, index)))
  assert.ok(different.size > 480, `${different.size} different inputs`)
})
