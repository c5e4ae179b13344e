// Unusual files and options: UTF-16 files, an encoded signature, unknown names in a credentials
// file.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, test } from 'node:test'
import { diagnose } from '../../src/cli/commands/diagnose.ts'
import { explain } from '../../src/cli/commands/explain.ts'
import type { Command } from '../../src/cli/command.ts'
import { percentEncode, signRequest } from '../../../src/signing/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-inputs-'))
after(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const secrets = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }
const signed = signRequest(
  { method: 'GET', url: 'https://example.com/r?a=1' },
  { consumerKey: 'k', token: 't', ...secrets },
)
const authorization = signed.headers[0]![1]
const RAW = `GET /r?a=1 HTTP/1.1\r\nHost: example.com\r\nAuthorization: ${authorization}\r\n\r\n`
const credentials = file('me.json', JSON.stringify(secrets))

async function run(
  command: Command,
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<string> {
  let text = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  const io = { stdin: Readable.from([Buffer.from(input)]), stdout: sink, stderr: sink, env: {} }
  const code = await command
    .run(args, io)
    .catch((error: { code: string; message: string; hint: string }) => {
      return `${error.code}: ${error.message}; ${error.hint}`
    })
  return `${code}\n${text}`
}

test('reads a request in UTF-8 with a byte order mark and in UTF-16 of either byte order', async () => {
  const little = Buffer.from(`\uFEFF${RAW}`, 'utf16le')
  const encodings = [Buffer.from(`\uFEFF${RAW}`), little, Buffer.from(little).swap16()]
  for (const [index, octets] of encodings.entries()) {
    const path = file(`request-${index}.txt`, octets)
    for (const text of [
      await run(diagnose, ['--credentials', credentials, path]),
      await run(diagnose, ['--credentials', credentials], octets),
    ])
      assert.match(
        text,
        /^0\nread: a raw HTTP request, GET https:\/\/example\.com\/r\?…\n[^]*The signature is correct/,
      )
  }
})

test('decodes a signature copied from a header once, and prints a note', async () => {
  const signature = decodeURIComponent(/oauth_signature="([^"]*)"/.exec(authorization)![1]!)
  const args = [
    '--credentials',
    credentials,
    signed.url,
    '--authorization',
    authorization,
    '--signature',
  ]
  const note = /note the value of --signature is percent-encoded.*\n? *.*decoded once/
  const encoded = await run(diagnose, [...args, percentEncode(signature)])
  assert.match(encoded, /^0\n/)
  assert.match(encoded, note)
  assert.doesNotMatch(await run(diagnose, [...args, signature]), note)
  const plaintext = signRequest(
    { method: 'GET', url: 'https://example.com/' },
    {
      consumerKey: 'k',
      token: 't',
      consumerSecret: 'a+b',
      tokenSecret: 'c',
      signatureMethod: 'PLAINTEXT',
    },
  )
  const odd = file('odd.json', JSON.stringify({ consumerSecret: 'a+b', tokenSecret: 'c' }))
  const header = plaintext.headers[0]![1]
  const asIs = [
    '--credentials',
    odd,
    plaintext.url,
    '--authorization',
    header,
    '--signature',
    'a%2Bb&c',
  ]
  assert.match(await run(diagnose, asIs), /^0\n/)
})

test('a page that cannot be written is a usage error with a hint', async () => {
  for (const command of [explain, diagnose])
    assert.match(
      await run(
        command,
        ['--credentials', credentials, '--html', join(folder, 'none', 'x.html')],
        RAW,
      ),
      /^usage: ".*x\.html" cannot be written: ENOENT; check/,
    )
})

test('an unknown name in a credentials file is an error that suggests the closest name', async () => {
  for (const [name, hint] of [
    ['consumersecret', 'did you mean consumerSecret?'],
    ['token_secret', 'did you mean tokenSecret?'],
    [
      'colour',
      'the members are consumerKey, consumerSecret, token, tokenSecret, temporarySecret, privateKey',
    ],
  ] as const) {
    const path = file('odd.json', JSON.stringify({ [name]: 'PLANTED' }))
    const text = await run(explain, ['--credentials', path], RAW)
    assert.equal(text, `usage: ${JSON.stringify(path)} has an unknown member "${name}"; ${hint}\n`)
  }
})

test('refuses an --authorization value without the scheme OAuth', async () => {
  const text = await run(explain, [
    signed.url,
    '--authorization',
    authorization.replace('OAuth ', ''),
  ])
  assert.match(
    text,
    /^invalid-header: .*the word OAuth is missing.*; write the header as OAuth oauth_consumer_key=/,
  )
})
