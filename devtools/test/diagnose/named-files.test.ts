// Files that pasted text names: read only with --read-files, only regular files, and up to a size
// limit.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readRequest } from '../../src/input/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { type CliRun, runCli } from '../cli/run-cli.ts'

const MARK = 'marked-content-of-a-file'
const folder = mkdtempSync(join(tmpdir(), 'countersign-named-files-'))
after(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'content.txt')
writeFileSync(path, `name=${MARK}\r\nnext=2\n`)

const FORM_TYPE = { name: 'Content-Type', value: 'application/x-www-form-urlencoded' }
const SIGNED = 'OAuth oauth_consumer_key="k", oauth_signature_method="HMAC-SHA1"'
const har = (postData: object, type = FORM_TYPE): string =>
  JSON.stringify({
    method: 'POST',
    url: 'https://h.example/',
    headers: [type, { name: 'Authorization', value: SIGNED }],
    postData,
  })

/** Requests with a file that the signature covers, and the option that the error names. */
const NEEDED = [
  [`curl https://h.example -d @${path}`, '--data'],
  [`curl https://h.example --data-ascii @${path}`, '--data-ascii'],
  [`curl https://h.example --data-binary @${path}`, '--data-binary'],
  [`curl https://h.example --data-urlencode name@${path}`, '--data-urlencode'],
  [`curl https://h.example --data-urlencode @${path}`, '--data-urlencode'],
  [`curl https://h.example -G --data @${path}`, '--data'],
  [`curl https://h.example --url-query name@${path}`, '--url-query'],
  [`curl https://h.example -H @${path}`, '--header'],
  [`curl https://h.example -K ${path}`, '-K'],
  [`curl https://h.example --config=${path}`, '--config'],
  [
    `curl https://h.example -T ${path} -H 'Content-Type: application/x-www-form-urlencoded'`,
    '--upload-file',
  ],
  [
    `curl https://h.example --json @${path} -H 'Authorization: ${SIGNED}, oauth_body_hash="x"'`,
    '--json',
  ],
  [har({ mimeType: FORM_TYPE.value, _file: path }), '_file'],
] as const

/** Requests with a file that the signature does not cover, and the option that the note names. */
const NOT_NEEDED = [
  [`curl https://h.example --json @${path}`, '--json'],
  [`curl https://h.example -H 'Content-Type: text/xml' -d @${path}`, '--data'],
  [`curl https://h.example -T ${path}`, '--upload-file'],
  [`curl https://h.example -F photo=@${path}`, '--form'],
  [`curl https://h.example -F 'text=<${path}'`, '--form'],
  [`curl https://h.example -b ${path}`, '--cookie'],
  [`curl https://h.example --cookie ${path}`, '--cookie'],
  [`curl https://h.example -E ${path}`, '--cert'],
  [`curl https://h.example --key ${path}`, '--key'],
  [`curl https://h.example --cacert ${path} --netrc-file ${path}`, '--cacert, --netrc-file'],
  [
    har({ mimeType: 'text/xml', _file: path }, { name: 'Content-Type', value: 'text/xml' }),
    '_file',
  ],
  [har({ params: [{ name: 'a', fileName: path }] }), 'fileName'],
] as const

function refusal(
  text: string,
  readFile: ((path: string) => string) | null = null,
): CountersignError {
  try {
    readRequest(text, { readFile })
  } catch (error) {
    assert.ok(error instanceof CountersignError, String(error))
    return error
  }
  return assert.fail(`nothing was refused: ${text}`)
}

/** Adds an Authorization header to a curl command without one, because explain requires it. */
const explain = (text: string, ...args: string[]): Promise<CliRun> =>
  runCli(
    ['explain', ...args],
    {},
    /^curl(?!.*Authorization)/.test(text) ? `${text} -H 'Authorization: ${SIGNED}'` : text,
  )

test('refuses a request with a signed file, and names the option and --read-files', async () => {
  for (const [text, option] of NEEDED) {
    const { exitCode, stdout, stderr } = await explain(text)
    assert.deepEqual([exitCode, stdout], [2, ''], text)
    assert.match(stderr, /names a file, .*\nhint: add --read-files/, text)
    assert.ok(!stderr.includes(MARK), text)
    // The path may be part of a password: --data-urlencode pass@word.
    assert.ok(!stderr.includes(path), text)
    const error = refusal(text)
    assert.equal(error.code, 'file-not-read')
    assert.ok(error.message.startsWith(`${option} `), `${option}: ${error.message}`)
  }
})

test('does not read a file that the signature does not cover, and adds a note with the option', async () => {
  for (const [text, option] of NOT_NEEDED) {
    const { exitCode, stdout } = await explain(text)
    assert.equal(exitCode, 0, text)
    assert.ok(!stdout.includes(MARK), text)
    const { notes } = readRequest(text)
    assert.ok(
      notes.some((note) => note.includes(option) && /not read/.test(note)),
      `${text}: ${notes.join()}`,
    )
  }
})

test('--read-files prints the name of each file before reading it', async () => {
  for (const [text, option] of NEEDED) {
    const { exitCode, stdout, stderr } = await explain(text, '--read-files')
    if (option === '--header' || /-K|--config/.test(option)) continue
    assert.equal(exitCode, 0, `${text}: ${stderr}`)
    assert.equal(
      stderr,
      `reading the file ${JSON.stringify(path.slice(0, 60))}, which ${option} names\n`,
    )
    if (option !== '--json') assert.ok(stdout.includes(MARK), text)
  }
})

test('--read-files does not read cookies, keys and uploaded files', async () => {
  for (const text of [
    `-F photo=@${path}`,
    `-b ${path}`,
    `-E ${path}`,
    `--key ${path}`,
    `--cacert ${path}`,
  ]) {
    const { exitCode, stderr } = await explain(`curl https://h.example ${text}`, '--read-files')
    assert.deepEqual([exitCode, stderr], [0, ''], text)
  }
})

test('uses the content of files like curl 7.88', () => {
  const files: Record<string, string> = {
    'f.txt': 'x=1\r\ny=2\n',
    'h.txt': 'X-One: 1\nX-Two: 2\n',
    'k.txt': `# comment
url = "http://h.example/from-config?q=a\\"b"
-H "X-A: 1"
request=PATCH
data "k=v w"
  silent
--user-agent   agent/1 rest
`,
  }
  const sent = (rest: string): unknown[] => {
    const readFile = (name: string): string => files[name] ?? assert.fail(name)
    const { method, url, body, headers } = readRequest(`curl ${rest}`, { readFile })
    const shown = headers.filter(([name]) => /^X-/.test(name)).map((header) => header.join(': '))
    return [method, url.replace('http://h.example', ''), body, ...shown]
  }
  assert.deepEqual(sent('-T f.txt http://h.example/dir/'), ['PUT', '/dir/f.txt', 'x=1\r\ny=2\n'])
  assert.deepEqual(sent('-T f.txt http://h.example'), ['PUT', '/f.txt', 'x=1\r\ny=2\n'])
  assert.deepEqual(sent('-T f.txt http://h.example/dir'), ['PUT', '/dir', 'x=1\r\ny=2\n'])
  assert.deepEqual(sent('-T f.txt http://h.example/dir/?a=1'), [
    'PUT',
    '/dir/f.txt?a=1',
    'x=1\r\ny=2\n',
  ])
  assert.deepEqual(sent('-T - http://h.example/dir/'), ['PUT', '/dir/', null])
  assert.deepEqual(sent('-T f.txt -X POST http://h.example/dir/'), [
    'POST',
    '/dir/f.txt',
    'x=1\r\ny=2\n',
  ])
  assert.deepEqual(sent('-H @h.txt http://h.example'), ['GET', '/', null, 'X-One: 1', 'X-Two: 2'])
  assert.deepEqual(sent('-K k.txt'), ['PATCH', '/from-config?q=a%22b', 'k=v w', 'X-A: 1'])
  assert.deepEqual(sent('--data-urlencode n@f.txt http://h.example'), [
    'POST',
    '/',
    'n=x%3D1%0D%0Ay%3D2%0A',
  ])
  assert.deepEqual(sent('-d @f.txt http://h.example'), ['POST', '/', 'x=1y=2'])
  assert.deepEqual(sent('--data-binary @f.txt http://h.example'), ['POST', '/', 'x=1\r\ny=2\n'])
  assert.deepEqual(sent("-G -d @f.txt 'http://h.example/g?z'"), ['GET', '/g?z&x=1y=2', null])
  assert.deepEqual(sent('--json \'{"a"\' --json :1} http://h.example'), ['POST', '/', '{"a":1}'])
  assert.deepEqual(sent('-d a=1 --json b http://h.example'), ['POST', '/', 'a=1b'])
  assert.deepEqual(sent('--json b -d a=1 http://h.example'), ['POST', '/', 'b&a=1'])
  assert.match(
    String(sent('--form-string a=@f.txt http://h.example')[2]),
    /name="a"\r\n\r\n@f\.txt\r\n/,
  )
  assert.match(
    String(sent("-F 'a=<f.txt;type=text/plain' http://h.example")[2]),
    /\r\n\r\nx=1\r\ny=2\n\r\n/,
  )
})

test('never reads standard input for a pasted command, and reads no file for options without one', () => {
  const readFile = (name: string): string => assert.fail(name)
  for (const text of [
    '-d @-',
    '--data-binary @-',
    '--data-urlencode a@-',
    '-K -',
    '--config -',
    '-H @-',
  ]) {
    const error = refusal(`curl https://h.example ${text}`, readFile)
    assert.deepEqual(
      [error.code, /standard input/.test(error.message)],
      ['file-not-read', true],
      text,
    )
  }
  for (const text of [
    '--data-raw @x',
    '-d a@x',
    '--form-string a=@x',
    '-b name=@x',
    '--data-urlencode =@x',
  ])
    readRequest(`curl https://h.example ${text}`, { readFile })
})

test('refuses config files that include each other', () => {
  const error = refusal('curl -K loop https://h.example', () => 'config = "loop"\n')
  assert.match(error.message, /-K|--config/)
  assert.equal(error.code, 'unreadable-input')
})

test('limits all config files together to 1 MiB', () => {
  const config = `# ${'x'.repeat(600 * 1024)}\n`
  readRequest('curl -K one https://h.example', { readFile: () => config })
  const error = refusal('curl -K one -K two https://h.example', () => config)
  assert.equal(error.code, 'input-too-large')
})

test('refuses files that are not regular or too large, and says why', async () => {
  const fifo = join(folder, 'fifo')
  execFileSync('mkfifo', [fifo])
  mkdirSync(join(folder, 'sub'))
  const large = join(folder, 'large')
  writeFileSync(large, '')
  truncateSync(large, 64 * 1024 * 1024 + 1)
  const cases = [
    [fifo, /is a FIFO, not a regular file/],
    ['/dev/zero', /is a device, not a regular file/],
    ['/dev/tty', /is a device, not a regular file/],
    [join(folder, 'sub'), /is a directory, not a regular file/],
    [join(folder, 'missing'), /cannot be read: ENOENT/],
    [large, /is longer than 64 MiB/],
  ] as const
  for (const [name, message] of cases) {
    const { exitCode, stderr } = await explain(`curl https://h.example -d @${name}`, '--read-files')
    assert.equal(exitCode, 2, name)
    assert.match(stderr, message, name)
    assert.match(stderr, /^reading the file ".*", which --data names\n/, name)
  }
})

test('limits the total size of all files of a paste', async () => {
  const half = join(folder, 'half')
  writeFileSync(half, '')
  truncateSync(half, 40 * 1024 * 1024)
  const { exitCode, stderr } = await explain(
    `curl https://h.example -d @${half} -d @${half}`,
    '--read-files',
  )
  assert.equal(exitCode, 2)
  assert.match(stderr, /the total of the files that the input names is longer than 64 MiB/)
})

test('resolves a file name in a HAR file relative to the HAR file', async () => {
  const archive = join(folder, 'network.har')
  writeFileSync(archive, har({ mimeType: FORM_TYPE.value, _file: 'content.txt' }))
  for (const args of [[archive], ['--har', archive]]) {
    const { exitCode, stdout, stderr } = await runCli(['explain', ...args, '--read-files'])
    assert.equal(exitCode, 0, stderr)
    assert.ok(stdout.includes(MARK))
    assert.equal(stderr, 'reading the file "content.txt", which _file names\n')
  }
})

test('diagnose reads no file without --read-files', async () => {
  const page = join(folder, 'page.html')
  const text = `curl https://h.example -d @${path} -H 'Authorization: ${SIGNED}, oauth_signature="x"'`
  const env = { COUNTERSIGN_CONSUMER_SECRET: 'secret-of-client' }
  const { exitCode, stderr } = await runCli(['diagnose', '--html', page], env, text)
  assert.deepEqual([exitCode, /add --read-files/.test(stderr)], [2, true])
  const allowed = await runCli(['diagnose', '--read-files'], env, text)
  assert.match(allowed.stderr, /^reading the file/)
})
