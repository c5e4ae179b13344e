// The fuzzer itself: it accepts the core, and finds faults in a broken one.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import * as signing from '../src/signing/index.ts'
import * as server from '../src/server/index.ts'
import { makeCase } from '../tools/fuzz/cases.ts'
import { runFuzz } from '../tools/fuzz/command.ts'
import { CORE, type Core } from '../tools/fuzz/properties.ts'
import { shrink } from '../tools/fuzz/shrink.ts'

const hasPython = spawnSync('python3', ['-c', 'pass']).status === 0
const skip = hasPython ? false : 'python3 is not installed'

async function run(
  args: readonly string[],
  core?: Core,
): Promise<{ exitCode: number; text: string }> {
  const texts: string[] = []
  const exitCode = await runFuzz(args, (text) => texts.push(text), core)
  return { exitCode, text: texts.join('\n') }
}

test(
  'the core agrees with the independent reading, and the seed is printed first',
  { skip },
  async () => {
    const { exitCode, text } = await run(['--seed', '1', '--cases', '1000'])
    assert.equal(exitCode, 0, text)
    assert.match(text, /^seed 1\n1,000 cases without a difference/)
  },
)

test('prints a random seed', { skip }, async () => {
  const [one, other] = [await run(['--cases', '1']), await run(['--cases', '1'])]
  assert.match(one.text, /^seed \d+$/m)
  assert.notEqual(one.text.split('\n')[0], other.text.split('\n')[0])
})

test('--minutes ends a run', { skip }, async () => {
  const { exitCode, text } = await run(['--minutes', '0.0001', '--seed', '1'])
  assert.equal(exitCode, 0, text)
})

const BROKEN: readonly (readonly [name: string, core: Partial<Core>, smallest: RegExp])[] = [
  [
    'a plus sign that stays a plus sign',
    { parseForm: (form) => signing.parseForm(form.replaceAll('+', '%2B')) },
    /"form":"\+"/,
  ],
  [
    'parameters that are sorted before they are encoded',
    {
      normalizeParameters: (parameters) =>
        [...parameters]
          .map(([name, value]) => [String(name), String(value)] as const)
          .sort(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, value]) => `${signing.percentEncode(name)}=${signing.percentEncode(value)}`)
          .join('&'),
    },
    /"kind":"(?:parameters|form)".{0,90}$/m,
  ],
  [
    'a signer that forgets the token secret',
    {
      signRequest: (request, options) =>
        signing.signRequest(request, { ...options, tokenSecret: '' }),
    },
    /"kind":"sign".*"token":"[^"]{1,2}","tokenSecret":"[^"]{1,2}"/,
  ],
  [
    'a verifier that believes everything',
    {
      verifyRequest: async (request, verifier) => {
        const verdict = await server.verifyRequest(request, verifier)
        return verdict.valid ? { ...verdict, consumerKey: 'other' } : verdict
      },
    },
    /"consumerKey":"a"/,
  ],
  [
    'a crash',
    {
      percentEncode(text) {
        if (text.includes('é' as never)) throw new TypeError('é')
        return signing.percentEncode(text)
      },
    },
    /"text":"é"/,
  ],
]

for (const [name, broken, smallest] of BROKEN) {
  test(`finds a broken core: ${name}`, { skip }, async () => {
    const core = { ...CORE, ...broken }
    const { exitCode, text } = await run(['--seed', '7', '--cases', '5000'], core)
    assert.equal(exitCode, 1, text)
    assert.match(text, /^seed 7\na difference: \S/)
    const shown = /^the smallest case with this difference: (.*)$/m.exec(text)?.[1] ?? ''
    assert.match(shown, smallest)
    // The printed command finds the same difference at once.
    const [, seed = ''] = /npm run fuzz -- --seed (\d+) --cases 1$/.exec(text) ?? []
    const again = await run(['--seed', seed, '--cases', '1'], core)
    assert.equal(again.exitCode, 1)
    assert.equal(again.text.replace(/^seed \d+/, 'seed 7'), text)
    assert.equal((await run(['--seed', seed, '--cases', '1'])).exitCode, 0, 'the core itself holds')
  })
}

test('refuses an unusable option with exit code 2', async () => {
  const wrong = [
    ['--sed', '1'],
    ['--cases', '0'],
    ['--cases', 'many'],
    ['--minutes', '-1'],
    ['--seed', 'x'],
    ['more'],
  ]
  for (const args of wrong) {
    const { exitCode, text } = await run(args)
    assert.equal(exitCode, 2, args.join(' '))
    assert.match(text, /^fuzz: \S/)
  }
})

test('prints help', async () => {
  const { exitCode, text } = await run(['--help'])
  assert.equal(exitCode, 0)
  for (const name of ['--minutes N', '--cases N', '--seed N', '--help'])
    assert.ok(text.includes(name), name)
})

test('a case depends only on its seed, and every kind occurs', () => {
  const kinds = new Set<string>()
  for (let seed = 0; seed < 200; seed++) {
    const each = makeCase(seed)
    assert.deepEqual(makeCase(seed), each)
    kinds.add(each.kind)
  }
  assert.equal(kinds.size, 8)
})

test('shrinking keeps the failure, and ends', async () => {
  const failing = {
    kind: 'form',
    text: 'x1&y=é&+z',
    list: ['a', 'b+', { hex: '00ff' }],
    realm: 'r',
  }
  const smallest = await shrink(
    failing,
    async ({ text, list }) => text.includes('é') && JSON.stringify(list).includes('ff'),
  )
  assert.deepEqual(smallest, { kind: 'form', text: 'é', list: [{ hex: 'ff' }], realm: null })
})
