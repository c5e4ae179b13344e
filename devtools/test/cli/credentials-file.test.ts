// The file of --credentials, which every command reads, written by `login --save` or by hand.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-credentials-'))
after(() => rmSync(folder, { recursive: true }))

function file(content: unknown): string {
  const path = join(folder, 'credentials.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const KEYS = { consumerKey: 'ck', consumerSecret: 'cs', token: 't', tokenSecret: 'ts' }
/** The content that `countersign login --save` writes. */
const SAVED = { ...KEYS, fields: { user_id: '7' }, sessionHandle: 'h', expiresAt: 1700000000 }

const SIGNED =
  'https://example.com/?oauth_consumer_key=ck&oauth_token=t&oauth_signature_method=HMAC-SHA1' +
  '&oauth_timestamp=1318622958&oauth_nonce=n&oauth_signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D'
const COMMANDS = [
  ['sign', 'GET', 'https://example.com/'],
  ['explain', 'GET', SIGNED],
]
for (const args of COMMANDS) {
  const run = (content: unknown): ReturnType<typeof runCli> =>
    runCli([...args, '--credentials', file(content)])

  test(`${args[0]} reads a file that a login has saved`, async () => {
    const { exitCode, stderr } = await run(SAVED)
    assert.equal(exitCode, 0, stderr)
  })

  test(`${args[0]} refuses an unknown member and suggests the nearest name`, async () => {
    const { exitCode, stderr } = await run({ ...KEYS, tokn: 'x' })
    assert.equal(exitCode, 2)
    assert.match(stderr, /has an unknown member "tokn"[^]*did you mean token\?/)
  })

  test(`${args[0]} refuses a value that is not a string, and does not print it`, async () => {
    const { exitCode, stderr } = await run({ ...KEYS, tokenSecret: 4711 })
    assert.equal(exitCode, 2)
    assert.match(stderr, /the tokenSecret in .* is not a string/)
    assert.doesNotMatch(stderr, /4711/)
  })

  for (const content of ['[]', 'null', '"ck"', '{'])
    test(`${args[0]} refuses a file that holds ${content}`, async () => {
      const { exitCode, stderr } = await run(content)
      assert.equal(exitCode, 2)
      assert.match(stderr, /a credentials file looks like \{ "consumerKey"/)
    })
}
