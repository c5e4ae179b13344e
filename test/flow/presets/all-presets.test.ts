// The presets as data: the members and values that every preset must have.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PRESETS, type Preset } from '../../../src/flow/index.ts'
import { BODY_HASHES, SIGNATURE_METHODS } from '../../../src/signing/index.ts'

const METHOD = /^(GET|POST)$/
const YES_OR_NO = /^(true|false)$/
const URL_TEXT = /^(https:\/\/|\{site\}\/)\S+$/

/** Every setting that a preset can have, and the pattern of its value as text. */
const SETTINGS: Readonly<Record<string, RegExp>> = {
  requestTokenUrl: URL_TEXT,
  authorizeUrl: URL_TEXT,
  accessTokenUrl: URL_TEXT,
  renewUrl: URL_TEXT,
  revokeUrl: URL_TEXT,
  requestTokenMethod: METHOD,
  accessTokenMethod: METHOD,
  renewMethod: METHOD,
  revokeMethod: METHOD,
  signatureMethod: new RegExp(`^(${SIGNATURE_METHODS.join('|')})$`),
  transmission: /^(header|query|body)$/,
  realm: /^([\x20-\x7E]*)$/,
  urlAsRealm: YES_OR_NO,
  callbackMode: /^(request|authorize|oob|none)$/,
  requireCallbackConfirmed: YES_OR_NO,
  requireVerifier: YES_OR_NO,
  authorizeTokenName: /^\w+$/,
  authorizeConsumerKeyName: /^\w+$/,
  authorizeUrlField: /^\w+$/,
  rawKey: YES_OR_NO,
  renewKeepsToken: YES_OR_NO,
  bodyHash: new RegExp(`^(${BODY_HASHES.join('|')})$`),
  consumerSecret: /^$/,
  headers: /^\[object Object\]$/,
  problemField: /^\w+(\.\w+)*$/,
  requestTokenParams: /^\[object Object\]$/,
  authorizeParams: /^\[object Object\]$/,
}

const SOURCES = [
  'documentation of the service',
  'source code of the service or of its own client',
  'seen by running the server',
  'an issue thread',
  'simov/grant 500ab20',
  'scribejava 8970e8e',
  'python-social-auth social-core',
  'unchecked',
]

const all = [...PRESETS.values()]
const holesOf = (value: unknown): string[] =>
  [...JSON.stringify(value).matchAll(/\{(\w+)(?::(host|upper))?\}/g)].map(([, name]) => name!)

for (const preset of all) {
  test(`${preset.name} has all members`, () => {
    assert.deepEqual(Object.keys(preset).sort(), [
      'apiUrl',
      'facts',
      'legs',
      'name',
      'note',
      'settings',
      'status',
      'title',
      'variables',
    ])
    assert.match(preset.name, /^[a-z0-9][a-z0-9-]*$/)
    assert.match(preset.title, /\S/)
    assert.match(preset.status, /^(alive|ending|legacy|gone)$/)
    assert.match(preset.legs, /^(three|two|none)$/)
    assert.equal(PRESETS.get(preset.name), preset)
    // A note is one line without a full stop, like a hint.
    if (preset.note !== null) assert.match(preset.note, /^[^\n]+[^.]$/)
    if (preset.apiUrl !== null) assert.match(preset.apiUrl, /^(https:\/\/\S+|\{site\}\S*)\/$/)
    if (preset.status !== 'alive')
      assert.ok(preset.note ?? preset.name === 'sellsy', 'it says why one should think twice')
  })

  test(`${preset.name} is plain data with known settings`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(preset)), preset)
    for (const [name, value] of Object.entries(preset.settings)) {
      assert.match(String(value), SETTINGS[name] ?? assert.fail(`${name} is no setting`), name)
    }
    const places = Object.keys(preset.settings).filter((name) => name.endsWith('Url'))
    const due = {
      three: ['accessTokenUrl', 'authorizeUrl', 'requestTokenUrl'],
      two: ['accessTokenUrl', 'requestTokenUrl'],
      none: [],
    }
    assert.deepEqual(
      places.filter((name) => !/^(renew|revoke)/.test(name)).sort(),
      due[preset.legs],
    )
  })

  test(`${preset.name} declares exactly the variables that it uses`, () => {
    const names = preset.variables.map(({ name }) => name)
    assert.deepEqual(
      [...new Set(holesOf([preset.settings, preset.apiUrl]))].sort(),
      [...names].sort(),
    )
    for (const { meaning, example, kind } of preset.variables) {
      assert.match(kind, /^(site|label|text)$/)
      assert.match(`${meaning}\n${example}`, /^\S.*\n\S.*$/)
    }
  })

  test(`${preset.name} has a source and a date for each fact`, () => {
    assert.ok(preset.facts.length > 0)
    for (const { fact, source, date, ...rest } of preset.facts) {
      assert.deepEqual(rest, {})
      assert.match(fact, /^\S.*[^.]$/)
      assert.ok(SOURCES.includes(source), source)
      assert.match(date, /^20(1\d|2[0-6])-(0[1-9]|1[0-2])(-[0-3]\d)?$/)
      if (/^(simov|scribejava|python)/.test(source))
        assert.notEqual(date, '2026-11', 'a snapshot has its own date')
    }
  })
}

test('the names are sorted and unique', () => {
  const names = all.map(({ name }) => name)
  assert.deepEqual(names, [...names].sort())
  assert.equal(new Set(names).size, names.length)
})

test('each preset fits on one line of a list', () => {
  const line = ({ name, title, status, legs }: Preset): string =>
    `${name.padEnd(22)} ${title} (${status}, ${legs})`
  const lines = all.map(line)
  assert.ok(lines.includes('tumblr                 Tumblr (alive, three)'))
  assert.ok(lines.includes('mastercard             Mastercard (alive, none)'))
  assert.ok(lines.every((text) => text.length < 90))
})

test('the note of a service without a verifier warns that a login can be hijacked', () => {
  const unsafe = all.filter(({ settings }) => settings.requireVerifier === false)
  assert.deepEqual(
    unsafe.map(({ name }) => name),
    ['launchpad', 'tripit'],
  )
  for (const { note } of unsafe) assert.match(note!, /hijacked/)
})
