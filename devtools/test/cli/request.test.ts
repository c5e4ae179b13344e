// Requests: what each option sends, and the output for each response.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import { type Recorder, startRecorder } from './recorder.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

let sandbox: Sandbox
let recorder: Recorder
before(async () => {
  sandbox = await startSandbox({
    consumers: [{ consumerKey: 'key', consumerSecret: 'planted-secret', name: 'test' }],
  })
  recorder = await startRecorder()
})
after(async () => {
  recorder.close()
  await sandbox.close()
})
beforeEach(() => recorder.requests.splice(0))

const ENV = { COUNTERSIGN_CONSUMER_KEY: 'key', COUNTERSIGN_CONSUMER_SECRET: 'planted-secret' }
const echo = (path = ''): string => `${sandbox.url}/echo${path}`

/** Runs a command that must succeed, and returns the request that the recorder received. */
async function sent(args: readonly string[], stdin = ''): Promise<Recorder['requests'][number]> {
  const { exitCode, stderr } = await runCli(args, ENV, stdin)
  assert.equal(exitCode, 0, stderr)
  assert.equal(recorder.requests.length, 1)
  return recorder.requests.pop()!
}

test('prints the body of the response, and nothing else', async () => {
  const { exitCode, stdout, stderr } = await runCli(
    ['request', echo('?a=1'), '--param', 'b=c d'],
    ENV,
  )
  assert.equal(exitCode, 0)
  assert.equal(stderr, '')
  assert.deepEqual(JSON.parse(stdout).query, [
    ['a', '1'],
    ['b', 'c d'],
  ])
})

test('each verb sends a signed request with its method', async () => {
  for (const verb of ['get', 'post', 'put', 'patch', 'delete', 'head']) {
    assert.equal((await sent([verb, recorder.url])).method, verb.toUpperCase())
    if (verb === 'head') continue
    assert.equal(JSON.parse((await runCli([verb, echo()], ENV)).stdout).method, verb.toUpperCase())
  }
  assert.equal((await sent(['request', 'OPTIONS', recorder.url])).method, 'OPTIONS')
  assert.equal((await sent(['request', recorder.url])).method, 'GET')
  assert.equal((await sent(['request', recorder.url, '-d', 'a=1'])).method, 'POST')
  assert.equal((await sent(['get', recorder.url, '-I'])).method, 'HEAD')
})

test('sends an encoded form unchanged, and signs it', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'form'), 'c=%C3%BC\r\n&d=4\n')
  const { headers, body } = await sent(
    ['post', recorder.url, '-d', 'a=1', '-d', `@${path}/form`, '-d', '@-'],
    'e=5\n',
  )
  assert.equal(headers['content-type'], 'application/x-www-form-urlencoded')
  // Like curl, the command removes the line ends of a form in a file.
  assert.equal(String(body), 'a=1&c=%C3%BC&d=4&e=5')
  const signed = await runCli(['post', echo(), '-d', 'a=1', '-d', `@${path}/form`], ENV)
  assert.deepEqual(JSON.parse(signed.stdout).form, [
    ['a', '1'],
    ['c', 'ü'],
    ['d', '4'],
  ])
  const fields = await runCli(
    ['put', echo(), '--form', 'a=b&c', '--form', 'a=ü', '--transmission', 'body'],
    ENV,
  )
  assert.deepEqual(JSON.parse(fields.stdout).form.slice(0, 2), [
    ['a', 'b&c'],
    ['a', 'ü'],
  ])
})

test('sends JSON unchanged', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'data.json'), '{ "big": 12345678901234567890 }\n')
  const text = await sent(['post', recorder.url, '--json', '{"a":1}'])
  assert.deepEqual(
    [text.headers['content-type'], String(text.body)],
    ['application/json', '{"a":1}'],
  )
  const file = await sent(['put', recorder.url, '--json', `@${path}/data.json`])
  assert.deepEqual(
    [file.headers['content-type'], String(file.body)],
    ['application/json', '{ "big": 12345678901234567890 }\n'],
  )
  const typed = await sent([
    'post',
    recorder.url,
    '--json',
    '[]',
    '-H',
    'Content-Type: application/vnd.api+json',
  ])
  assert.equal(typed.headers['content-type'], 'application/vnd.api+json')
  assert.equal(
    (await runCli(['post', echo(), '--json', '{"a":1}', '-H', 'X-Test: 1'], ENV)).exitCode,
    0,
  )
})

test('streams a file of another Content-Type unchanged, with its length', async (context) => {
  const { path } = temporaryFolder(context)
  const octets = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))
  writeFileSync(join(path, 'cat.mp4'), octets)
  const { headers, body } = await sent([
    'post',
    recorder.url,
    '-d',
    `@${path}/cat.mp4`,
    '-H',
    'Content-Type: video/mp4',
  ])
  assert.deepEqual(
    [headers['content-type'], headers['content-length'], headers['transfer-encoding']],
    ['video/mp4', '200000', undefined],
  )
  assert.ok(body.equals(octets))
  const stdin = await sent(
    ['post', recorder.url, '-d', '@-', '-H', 'Content-Type: text/csv'],
    'a;b\n1;2\n',
  )
  assert.deepEqual(
    [stdin.headers['transfer-encoding'], String(stdin.body)],
    ['chunked', 'a;b\n1;2\n'],
  )
})

test('sends multipart with values and files, each file with its type and name', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'cat.png'), Buffer.from([0x89, 0, 0xff]))
  const { headers, body } = await sent([
    'post',
    recorder.url,
    '-F',
    'title=a=b; "c"',
    '-F',
    `photo=@${path}/cat.png;type=image/png;filename=dog.png`,
    '-F',
    `raw=@${path}/cat.png`,
  ])
  assert.equal(headers['content-length'], String(body.length))
  // Node's multipart parser is the reference.
  const form = await new Response(body, {
    headers: { 'content-type': headers['content-type']! },
  }).formData()
  assert.equal(form.get('title'), 'a=b; "c"')
  const [photo, raw] = [form.get('photo') as File, form.get('raw') as File]
  assert.deepEqual([photo.name, photo.type, photo.size], ['dog.png', 'image/png', 3])
  assert.deepEqual([raw.name, raw.type], ['cat.png', 'application/octet-stream'])
  assert.deepEqual(Buffer.from(await photo.arrayBuffer()), Buffer.from([0x89, 0, 0xff]))
  assert.equal((await runCli(['post', echo(), '-F', 'a=b'], ENV)).exitCode, 0)
})

test('--body-hash sends the hash of the octets of the body', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'body'), 'Hello World!')
  const hashOf = (authorization = ''): string | undefined =>
    /oauth_body_hash="([^"]*)"/.exec(authorization)?.[1]
  const args = ['put', recorder.url, '-d', `@${path}/body`, '-H', 'Content-Type: text/plain']
  // The example of OAuth Request Body Hash 1.0 draft 4, §3.2.
  assert.equal(
    hashOf((await sent([...args, '--body-hash', 'SHA-1'])).headers.authorization),
    encodeURIComponent('Lve95gjOVATpfV8EL5X4nxwjKHE='),
  )
  const sha256 = createHash('sha256').update('Hello World!').digest('base64')
  assert.equal(
    hashOf((await sent([...args, '--body-hash', 'SHA-256'])).headers.authorization),
    encodeURIComponent(sha256),
  )
  assert.equal(hashOf((await sent(args)).headers.authorization), undefined)
})

test('prints the response headers before the body with --include, and alone for HEAD', async () => {
  const { stdout } = await runCli(['request', '-i', echo()], ENV)
  assert.match(stdout, /^HTTP\/1\.1 200 OK\n(.+\n)*content-type: application\/json.*\n(.+\n)*\n\{/)
  for (const args of [
    ['head', recorder.url],
    ['get', '-I', recorder.url],
  ]) {
    assert.match((await runCli(args, ENV)).stdout, /^HTTP\/1\.1 200 OK\n(.+\n)*\n$/)
  }
})

test('writes the body to a file with --output and --remote-name', async (context) => {
  const { path } = temporaryFolder(context)
  const { stdout } = await runCli(['request', echo(), '-o', join(path, 'out')], ENV)
  assert.equal(stdout, '')
  assert.equal(JSON.parse(readFileSync(join(path, 'out'), 'utf8')).method, 'GET')
  assert.equal((await runCli(['get', recorder.url, '-o', '-'], ENV)).stdout, 'ok')
  const before = process.cwd()
  process.chdir(path)
  try {
    assert.equal(
      (await runCli(['get', `${recorder.url}/a/report.txt?x=1/2`, '-O'], ENV)).exitCode,
      0,
    )
  } finally {
    process.chdir(before)
  }
  assert.deepEqual(readdirSync(path).sort(), ['out', 'report.txt'])
  for (const args of [['-O'], ['-o', join(path, 'nowhere', 'out')], ['-o', 'x', '-O']]) {
    const { exitCode, stderr } = await runCli(['get', `${recorder.url}/`, ...args], ENV)
    assert.equal(exitCode, 2)
    assert.match(stderr, /\nhint: /)
  }
})

test('a 401 response prints the problem and a hint, and exits with 4', async () => {
  const wrong = await runCli(['get', echo()], { ...ENV, COUNTERSIGN_CONSUMER_SECRET: 'wrong' })
  assert.equal(wrong.exitCode, 4)
  assert.match(
    wrong.stderr,
    /^countersign: the server answered 401 Unauthorized: \w+.*\nhint: .*; --explain shows .*countersign diagnose finds the mistake.*\n$/,
  )
  const missing = await runCli(['get', `${sandbox.url}/nowhere`], ENV)
  assert.equal(missing.exitCode, 1)
  assert.match(missing.stderr, /^countersign: the server answered 404 Not Found\n$/)
})

test('a redirect prints its target, and is followed with --location to the same origin only', async (context) => {
  const server = await startRecorder((response, { url }) => {
    if (url === '/old') response.writeHead(302, { location: '/new?secret=1' })
    if (url === '/away') response.writeHead(307, { location: 'https://evil.example/?secret=1' })
    response.end(url)
  })
  context.after(() => server.close())
  const stays = await runCli(['get', `${server.url}/old`], ENV)
  assert.equal(stays.exitCode, 1)
  assert.match(
    stays.stderr,
    /answered 302 Found\nhint: the server redirects to \/new; --location follows redirects to the same origin\n$/,
  )
  const follows = await runCli(['get', `${server.url}/old`, '-L'], ENV)
  assert.deepEqual([follows.exitCode, follows.stdout], [0, '/new?secret=1'])
  const [first, second] = server.requests
    .slice(-2)
    .map(({ headers }) => /oauth_signature="([^"]*)"/.exec(headers.authorization!)![1])
  assert.notEqual(first, second)
  const away = await runCli(['get', `${server.url}/away`, '--location'], ENV)
  assert.equal(away.exitCode, 1)
  assert.match(away.stderr, /evil\.example/)
  assert.doesNotMatch(away.stderr, /secret=1/)
})

test('no response, an incomplete response and a timeout are network errors', async (context) => {
  const gone = await startRecorder()
  gone.close()
  const refused = await runCli(['get', `${gone.url}/echo`], ENV)
  assert.equal(refused.exitCode, 3)
  assert.match(refused.stderr, /ECONNREFUSED/)
  const server = await startRecorder((response, { url }) => {
    if (url !== '/broken') return
    response.writeHead(200, { 'content-length': '10' })
    response.write('half', () => response.destroy())
  })
  context.after(() => server.close())
  const broken = await runCli(['get', `${server.url}/broken`], ENV)
  assert.deepEqual([broken.exitCode, broken.stdout], [3, 'half'])
  const late = await runCli(['get', `${server.url}/late`, '--max-time', '0.2'], ENV)
  assert.equal(late.exitCode, 3)
})

test('refuses invalid arguments before it sends a request', async (context) => {
  const { path } = temporaryFolder(context)
  const cases: [string[], RegExp][] = [
    [['get', recorder.url, '--max-time', 'soon'], /--max-time takes a number of seconds/],
    [['get', recorder.url, '-d', 'a=1'], /a GET request has no body/],
    [['head', recorder.url, '--json', '{}'], /a HEAD request has no body/],
    [['post', recorder.url, '-d', 'a=1', '-I'], /a HEAD request has no body/],
    [['post', recorder.url, '-d', 'a=1', '--json', '{}'], /more than one of --data, --json/],
    [['post', recorder.url, '-F', 'a'], /--form-file takes name=value/],
    [['post', recorder.url, '-F', `a=@${path}/gone`], /gone" does not exist/],
    [['post', recorder.url, '-F', `a=@${path}`], /is not a regular file/],
    [['post', recorder.url, '-F', `a=@${path};charset=x`], /--form-file does not accept "charset"/],
    [['post', recorder.url, '--json', `@${path}/gone`], /gone" does not exist/],
    [['put', recorder.url, '--body-hash', 'MD5'], /--body-hash does not accept "MD5"/],
    [['get', 'nowhere'], /not a URL: "nowhere"/],
    [['get', 'ftp://h/'], /ftp/],
  ]
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await runCli(args, ENV)
    assert.equal(exitCode, 2, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, message)
    assert.match(stderr, /\nhint: /)
  }
  assert.equal(recorder.requests.length, 0)
})

test('--curl prints a command that a shell parses into the exact words', async () => {
  const { stdout } = await runCli(
    ['request', 'POST', echo("?q=it's"), '--form', "a=it's", '--curl', '--max-time', '5'],
    ENV,
  )
  const printed = stdout.replace(/^curl/, "printf '%s\\n'")
  const words = execFileSync('/bin/sh', ['-c', printed], { encoding: 'utf8' }).split('\n')
  assert.deepEqual(words.slice(0, 3), ['--globoff', '--request', 'POST'])
  assert.ok(words.includes(`${sandbox.url}/echo?q=it%27s`))
  assert.ok(words.includes('a=it%27s'))
  assert.ok(words.join(' ').includes('--max-time 5'))
  assert.ok(!stdout.includes('planted-secret'))
})

test('--curl uses --head for HEAD, and lets curl read the file', async (context) => {
  const { path } = temporaryFolder(context)
  writeFileSync(join(path, 'f'), 'x')
  assert.match((await runCli(['head', echo(), '--curl'], ENV)).stdout, /^curl --globoff --head /)
  const upload = await runCli(
    ['post', echo(), '-d', `@${path}/f`, '-H', 'Content-Type: text/csv', '--curl'],
    ENV,
  )
  assert.ok(upload.stdout.includes(` --data-binary '@${path}/f' `))
  assert.ok(
    (await runCli(['post', echo(), '-F', `a=@${path}/f`, '--curl'], ENV)).stdout.includes(
      ` --form 'a=@${path}/f' `,
    ),
  )
})

const hasCurl = spawnSync('curl', ['--version']).status === 0
test(
  'curl runs the command of --curl, and the sandbox accepts the request',
  { skip: !hasCurl && 'curl is not installed' },
  async (context) => {
    const { path } = temporaryFolder(context)
    writeFileSync(join(path, 'data.json'), '{"a":1}')
    const { promisify } = await import('node:util')
    const execFile = promisify((await import('node:child_process')).execFile)
    for (const args of [
      ['get', echo('?a=b+c&d=%C3%A9')],
      ['post', echo(), '--form', "a=it's ü"],
      ['put', echo(), '--json', `@${path}/data.json`],
      ['post', echo(), '-F', `f=@${path}/data.json`],
    ]) {
      const { stdout } = await runCli([...args, '--curl'], ENV)
      const answer = JSON.parse(
        (await execFile('/bin/sh', ['-c', stdout.replace(/^curl /, 'curl --silent ')])).stdout,
      )
      assert.deepEqual([answer.method, answer.consumerKey], [args[0]!.toUpperCase(), 'key'])
    }
  },
)

test('--dry-run sends nothing, and prints the same request as sign', async () => {
  const args = ['post', `${recorder.url}/p?q=%20`, '--form', 'a=b c', '-H', 'Accept: text/csv']
  const { exitCode, stdout } = await runCli([...args, '--dry-run'], ENV)
  assert.equal(exitCode, 0)
  assert.equal(recorder.requests.length, 0)
  const [nonce, timestamp] = ['nonce', 'timestamp'].map(
    (name) => new RegExp(`oauth_${name}="([^"]*)"`).exec(stdout)![1]!,
  )
  const again = ['request', ...args.slice(1), '--nonce', nonce!, '--timestamp', timestamp!]
  const signed = await runCli(['sign', 'POST', ...again.slice(1), '--show', 'request'], ENV)
  const base = await runCli(['sign', 'POST', ...again.slice(1), '--show', 'base-string'], ENV)
  const withoutCase = (text: string): string[] =>
    text
      .trim()
      .split('\n')
      .map((line) => line.replace(/^[\w-]+:/, (name) => name.toLowerCase()))
      .sort()
  assert.deepEqual(
    withoutCase(stdout.replace(/\nsignature base string: .*\n/, '')),
    withoutCase(signed.stdout),
  )
  assert.ok(stdout.includes(`\nsignature base string: ${base.stdout}`))
})

test('--explain explains the signature of the sent request on standard error', async () => {
  const { stdout, stderr } = await runCli(['get', `${recorder.url}/?a=b+c`, '--explain'], ENV)
  assert.equal(stdout, 'ok')
  assert.match(stderr, /Signature base string §3\.4\.1\.1[^]*they are the same/)
  const [, observed] = /observed {2}(\S+)/.exec(stderr)!
  assert.ok(recorder.requests[0]!.headers.authorization!.includes(encodeURIComponent(observed!)))
  assert.ok(!stderr.includes('planted-secret'))
})

test('no output contains the secrets in a PLAINTEXT signature', async () => {
  const dry = await runCli(['get', `${recorder.url}/`, '-s', 'PLAINTEXT', '--dry-run'], ENV)
  assert.equal(dry.exitCode, 0)
  assert.match(dry.stdout, /oauth_signature="\*\*\*/)
  assert.match(dry.stdout, /signature base string: none, PLAINTEXT has no base string/)
  const curl = await runCli(['get', `${recorder.url}/`, '-s', 'PLAINTEXT', '--curl'], ENV)
  assert.equal(curl.exitCode, 2)
  assert.match(curl.stderr, /a PLAINTEXT signature consists of the secrets/)
  const explained = await runCli(['get', `${recorder.url}/`, '-s', 'PLAINTEXT', '--explain'], ENV)
  for (const { stdout, stderr } of [dry, curl, explained])
    assert.doesNotMatch(stdout + stderr, /planted-secret/)
})
