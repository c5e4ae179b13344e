// Which profile a request gets, and where credentials may not go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultProfile, profileByName, profileFor } from '../../src/cli/profiles/choose.ts'
import { mask, requireProfileName } from '../../src/cli/profiles/profile.ts'
import type { Profiles } from '../../src/cli/profiles/store.ts'
import { exampleProfile } from './example-profile.ts'

const profiles = (
  byName: Record<string, readonly string[]>,
  standard: string | null = null,
): Profiles => ({
  default: standard,
  byName: new Map(
    Object.entries(byName).map(([name, origins]) => [name, exampleProfile({ origins })]),
  ),
})

const TWO = profiles(
  { a: ['https://a.example', 'https://up.a.example'], b: ['https://b.example:8443'] },
  'b',
)

test('a URL goes to the profile that its origin belongs to, whatever the default is', () => {
  for (const [url, name] of [
    ['https://a.example/x?y', 'a'],
    ['https://up.a.example/', 'a'],
    ['HTTPS://A.EXAMPLE:443/', 'a'],
    ['https://b.example:8443/', 'b'],
    ['user/info', 'b'],
    ['/user/info', 'b'],
  ] as const)
    assert.equal(profileFor(TWO, url, {})?.name, name, url)
})

test('another scheme, port or host is another server, and gets nothing', () => {
  for (const url of [
    'http://a.example/',
    'https://a.example:444/',
    'https://b.example/',
    'https://a.example.evil/',
    'https://evil/?https://a.example',
    'https://a.example@evil/',
    'https://sub.up.a.example/',
    'file:///a.example',
  ])
    assert.equal(profileFor(TWO, url, {}), null, url)
})

test('not even by name, unless somebody says so', () => {
  assert.equal(profileFor(TWO, 'https://a.example/', { name: 'a' })?.name, 'a')
  assert.equal(profileFor(TWO, 'user/info', { name: 'a' })?.name, 'a')
  assert.throws(() => profileFor(TWO, 'https://b.example:8443/', { name: 'a' }), {
    code: 'usage',
    message: /"a" does not belong to https:\/\/b\.example:8443, but to https:\/\/a\.example, /,
    hint: /^--any-origin /,
  })
  assert.equal(profileFor(TWO, 'https://evil/', { name: 'a', anyOrigin: true })?.name, 'a')
  assert.equal(profileFor(TWO, 'https://evil/', { anyOrigin: true })?.name, 'b')
  assert.throws(
    () => profileFor(profiles({ x: [] }), 'https://h/', { name: 'x' }),
    /but to no server/,
  )
})

test('among several that are as good, the default wins, and without one nobody guesses', () => {
  const same = { work: ['https://a.example'], play: ['https://a.example'] }
  assert.equal(profileFor(profiles(same, 'play'), 'https://a.example/', {})?.name, 'play')
  assert.throws(() => profileFor(profiles(same), 'https://a.example/', {}), {
    code: 'usage',
    message: '2 profiles belong to https://a.example: work, play',
    hint: 'such as --profile work',
  })
})

test('the only profile is the default, and a default that is gone is none', () => {
  assert.equal(defaultProfile(profiles({ a: [] }))?.name, 'a')
  assert.equal(defaultProfile(profiles({})), null)
  assert.equal(defaultProfile(profiles({ a: [], b: [] })), null)
  assert.equal(defaultProfile(profiles({ a: [], b: [] }, 'gone')), null)
})

test('a name that is not there is told, with the one that was meant', () => {
  assert.throws(() => profileByName(TWO, 'c'), {
    code: 'usage',
    message: 'there is no profile "c"',
  })
  assert.throws(() => profileByName(profiles({ tumblr: [] }), 'tumbler'), {
    hint: 'did you mean tumblr?',
  })
  assert.throws(() => profileByName(profiles({}), 'a'), { hint: /countersign login/ })
})

test('a name is short and plain', () => {
  for (const name of ['a', 'work-2', 'me@example.com', 'A_b.c', 'x'.repeat(64)])
    assert.equal(requireProfileName(name), name)
  for (const name of ['', '-a', '.a', 'a b', 'a/b', '__proto__', 'ü', 'a\n', 'x'.repeat(65)]) {
    assert.throws(() => requireProfileName(name), { code: 'usage' })
  }
})

test('a mask shows the beginning of what is long enough to hide the rest', () => {
  assert.deepEqual(['', 'short', 'elevenchars', 'twelve chars'].map(mask), ['…', '…', '…', 'twel…'])
})
