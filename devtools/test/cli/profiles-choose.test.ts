// The choice of the profile for a request, and the origins that may receive its credentials.
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

test('chooses the profile with the origin of the URL, regardless of the default', () => {
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

test('another scheme, port or host is another origin and gets no profile', () => {
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

test('refuses a named profile for a foreign origin, unless anyOrigin is set', () => {
  assert.equal(profileFor(TWO, 'https://a.example/', { name: 'a' })?.name, 'a')
  assert.equal(profileFor(TWO, 'user/info', { name: 'a' })?.name, 'a')
  assert.throws(() => profileFor(TWO, 'https://b.example:8443/', { name: 'a' }), {
    code: 'usage',
    message:
      /"a" belongs to https:\/\/a\.example, https:\/\/up\.a\.example, not to https:\/\/b\.example:8443$/,
    hint: /^--any-origin /,
  })
  assert.equal(profileFor(TWO, 'https://evil/', { name: 'a', anyOrigin: true })?.name, 'a')
  assert.equal(profileFor(TWO, 'https://evil/', { anyOrigin: true })?.name, 'b')
  assert.throws(
    () => profileFor(profiles({ x: [] }), 'https://h/', { name: 'x' }),
    /belongs to no server, not to /,
  )
})

test('chooses the default among several profiles of an origin, and refuses without a default', () => {
  const same = { work: ['https://a.example'], play: ['https://a.example'] }
  assert.equal(profileFor(profiles(same, 'play'), 'https://a.example/', {})?.name, 'play')
  assert.throws(() => profileFor(profiles(same), 'https://a.example/', {}), {
    code: 'usage',
    message: '2 profiles belong to https://a.example: work, play',
    hint: 'choose one, for example --profile work',
  })
})

test('a single profile is the default, and a removed default is ignored', () => {
  assert.equal(defaultProfile(profiles({ a: [] }))?.name, 'a')
  assert.equal(defaultProfile(profiles({})), null)
  assert.equal(defaultProfile(profiles({ a: [], b: [] })), null)
  assert.equal(defaultProfile(profiles({ a: [], b: [] }, 'gone')), null)
})

test('an unknown name is an error that suggests the nearest name', () => {
  assert.throws(() => profileByName(TWO, 'c'), {
    code: 'usage',
    message: 'there is no profile "c"',
  })
  assert.throws(() => profileByName(profiles({ tumblr: [] }), 'tumbler'), {
    hint: 'did you mean tumblr?',
  })
  assert.throws(() => profileByName(profiles({}), 'a'), { hint: /countersign login/ })
})

test('a profile name has at most 64 letters, digits and . _ @ -', () => {
  for (const name of ['a', 'work-2', 'me@example.com', 'A_b.c', 'x'.repeat(64)])
    assert.equal(requireProfileName(name), name)
  for (const name of ['', '-a', '.a', 'a b', 'a/b', '__proto__', 'ü', 'a\n', 'x'.repeat(65)]) {
    assert.throws(() => requireProfileName(name), { code: 'usage' })
  }
})

test('a mask shows four characters of a credential of 12 or more, and none of a shorter one', () => {
  assert.deepEqual(['', 'short', 'elevenchars', 'twelve chars'].map(mask), ['…', '…', '…', 'twel…'])
})
