import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCli, runCliOnTerminal } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-'))
after(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

// OAuth Core 1.0a, appendix A.5.
const PHOTOS = 'http://photos.example.net/photos?file=vacation.jpg&size=original'
const SECRETS = {
  COUNTERSIGN_CONSUMER_SECRET: 'kd94hf93k423kf44',
  COUNTERSIGN_TOKEN_SECRET: 'pfkkdhi9sl3r4s00',
}
const KEYS = ['--consumer-key', 'dpf43f3p2l4k3l03', '--token', 'nnch734d00sl2jdk']
const FRESH = ['--nonce', 'kllo9940pd9333jh', '--timestamp', '1191242096']

test('prints the header of the example in OAuth Core 1.0a', async () => {
  const { exitCode, stdout } = await runCli(['sign', PHOTOS, ...KEYS, ...FRESH], SECRETS)
  assert.equal(exitCode, 0)
  assert.match(
    stdout,
    /^OAuth oauth_consumer_key="dpf43f3p2l4k3l03", .*oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"\n$/,
  )
})

test('prints its base string', async () => {
  const { stdout } = await runCli(
    ['sign', 'GET', PHOTOS, ...KEYS, ...FRESH, '--show', 'base-string'],
    SECRETS,
  )
  assert.equal(
    stdout,
    'GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03' +
      '%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096' +
      '%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal\n',
  )
})

test('prints every stage as JSON, without a secret', async () => {
  const { stdout } = await runCli(['sign', PHOTOS, ...KEYS, ...FRESH, '--json'], SECRETS)
  const { url, trace } = JSON.parse(stdout)
  assert.equal(url, PHOTOS)
  assert.equal(trace.signature, 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=')
  assert.equal(trace.signingKey, '****************&****************')
  for (const secret of Object.values(SECRETS)) assert.ok(!stdout.includes(secret))
})

test('prints a whole request with a form body', async () => {
  const { stdout } = await runCli(
    [
      'sign',
      'PUT',
      'https://api.example.com/x',
      '--form',
      'a=b c',
      '--show',
      'request',
      '--transmission',
      'body',
      ...KEYS,
    ],
    SECRETS,
  )
  assert.match(
    stdout,
    /^PUT https:\/\/api\.example\.com\/x\nContent-Type: application\/x-www-form-urlencoded\n\na=b%20c&oauth_consumer_key=/,
  )
})

test('omits oauth_version with --no-version, and sends callback and verifier', async () => {
  const args = [
    'sign',
    PHOTOS,
    ...KEYS,
    '--no-version',
    '--callback',
    'oob',
    '--verifier',
    '473f82d3',
  ]
  const { stdout } = await runCli(args, SECRETS)
  assert.doesNotMatch(stdout, /oauth_version/)
  assert.match(stdout, /oauth_callback="oob", oauth_verifier="473f82d3"/)
})

test('the method defaults to POST with a body', async () => {
  const { stdout } = await runCli(
    ['sign', PHOTOS, '-d', 'a=1', '-d', 'b=2', '--show', 'request', ...KEYS],
    SECRETS,
  )
  assert.match(stdout, /^POST /)
  assert.match(stdout, /\n\na=1&b=2\n$/)
})

test('reads data and credentials from files', async () => {
  const credentials = write(
    'me.json',
    JSON.stringify({
      consumerKey: 'from-file',
      consumerSecret: 's',
      token: 't',
      tokenSecret: 'ts',
    }),
  )
  const data = write('data', 'q=1')
  const { stdout } = await runCli([
    'sign',
    PHOTOS,
    '-d',
    `@${data}`,
    '--credentials',
    credentials,
    '--show',
    'request',
  ])
  assert.match(stdout, /oauth_consumer_key="from-file", oauth_token="t"/)
  assert.match(stdout, /\n\nq=1\n$/)
})

test('reads a credentials file with a byte order mark, and refuses UTF-16 and a directory', async () => {
  const text = JSON.stringify({ consumerKey: 'file-key', consumerSecret: 's' })
  const args = ['sign', PHOTOS, '--credentials']
  const { stdout } = await runCli([...args, write('bom.json', `\ufeff${text}`)])
  assert.match(stdout, /oauth_consumer_key="file-key"/)
  writeFileSync(join(folder, 'wide.json'), `\ufeff${text}`, 'utf16le')
  assert.match(
    (await runCli([...args, join(folder, 'wide.json')])).stderr,
    /wide\.json" is UTF-16, but JSON must be UTF-8\n/,
  )
  assert.match(
    (await runCli([...args, folder])).stderr,
    /cannot be read: EISDIR, the path is a directory\nhint: give the path of a file\n/,
  )
})

test('reads the consumer key and the token from the environment', async () => {
  const env = { ...SECRETS, COUNTERSIGN_CONSUMER_KEY: 'env-key', COUNTERSIGN_TOKEN: 'env-token' }
  const { stdout } = await runCli(['sign', PHOTOS], env)
  assert.match(stdout, /oauth_consumer_key="env-key", oauth_token="env-token"/)
})

test('prompts for a missing secret on a terminal, without echo', async () => {
  const { exitCode, stdout, stderr } = await runCliOnTerminal(
    ['sign', PHOTOS, '--consumer-key', 'k', ...FRESH],
    {},
    'planted-secret',
  )
  assert.equal(exitCode, 0)
  assert.match(stdout, /oauth_consumer_key="k"/)
  assert.match(stderr, /the consumer secret \(input is hidden\): /)
  assert.ok(!`${stdout}${stderr}`.includes('planted-secret'))
})

test('refuses missing and malformed arguments with a hint, and signs nothing', async () => {
  const notJson = write('not.json', 'secret-not-json')
  const cases: [string[], RegExp][] = [
    [['sign'], /the command takes one URL/],
    [['sign', 'GET', PHOTOS, 'more'], /the command takes one URL/],
    [['sign', PHOTOS], /there is no consumer key/],
    [['sign', PHOTOS, '--consumer-key', 'k'], /there is no consumer secret/],
    [['sign', PHOTOS, ...KEYS, '--credentials', join(folder, 'absent')], /cannot be read: ENOENT/],
    [
      ['sign', PHOTOS, ...KEYS, '--credentials', notJson],
      /is not JSON: syntax error at line 1, column 1\n/,
    ],
    [['sign', PHOTOS, ...KEYS, '-s', 'HMAC-MD5'], /--signature-method does not accept "HMAC-MD5"/],
    [
      ['sign', PHOTOS, ...KEYS, '--transmission', 'cookie'],
      /--transmission does not accept "cookie"/,
    ],
    [['sign', PHOTOS, ...KEYS, '--show', 'all'], /--show does not accept "all"/],
    [['sign', PHOTOS, ...KEYS, '-H', 'no colon'], /--header takes "Name: value"/],
    [['sign', PHOTOS, ...KEYS, '--form', 'novalue'], /--form takes name=value/],
    [['sign', PHOTOS, ...KEYS, '--form', 'a=1', '-d', 'b=2'], /both --data and --form are given/],
    [['sign', PHOTOS, ...KEYS, '-s', 'RSA-SHA1'], /"privateKey" is missing/],
    [['sign', 'example.com', ...KEYS, '--consumer-key', 'k'], /not a URL/],
  ]
  for (const [args, message] of cases) {
    const env = args.includes('--token') ? SECRETS : {}
    const { exitCode, stdout, stderr } = await runCli(args, env)
    assert.equal(exitCode, 2, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, message)
    assert.match(stderr, /\nhint: .+\n$/)
    assert.ok(!stderr.includes('secret-not-json'))
  }
})

test('refuses to print a header that the transmission does not produce', async () => {
  const { exitCode, stderr } = await runCli(
    ['sign', PHOTOS, ...KEYS, '--transmission', 'query'],
    SECRETS,
  )
  assert.equal(exitCode, 2)
  assert.match(stderr, /--transmission query produces no Authorization header to print/)
})
