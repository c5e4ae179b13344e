// `countersign conformance` from its arguments to its exit code.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { splitCommand } from '../../src/conformance/subject/command-line.ts'
import { loadManifest } from '../../src/conformance/subject/manifest.ts'
import { adapter, fake, folder, gone, run } from './command.ts'

const FEW = ['--only', 'percent-encoding']

test('exits with 0 if the subject conforms, 1 if it does not, 2 if it did not run', async () => {
  assert.equal((await run([...FEW, '--', ...fake('perfect')])).code, 0)
  assert.equal((await run([...FEW, '--', ...fake('always-wrong')])).code, 1)
  assert.equal((await run([...FEW, '--', ...fake('crashes')])).code, 1)
  assert.equal((await run([...FEW, '--', ...fake('skips-all')])).code, 2)
  assert.equal((await run([...FEW, '--', 'countersign-no-such-command'])).code, 2)
  assert.equal((await run(['--self'])).code, 0)
})

test('exits with 2 if one subject of a matrix did not run', async () => {
  const { code, stdout } = await run([
    ...FEW,
    ...adapter('perfect'),
    ...adapter('skips-all'),
    ...adapter('always-wrong'),
  ])
  assert.equal(code, 2)
  assert.match(stdout, /^perfect 1\.0 \(javascript\) +52 +· +· +3 +· +· +·$/m)
  assert.match(stdout, /^skips-all 1\.0 \(javascript\): nothing was run/m)
  assert.match(stdout, /^always-wrong 1\.0 \(javascript\): does not conform: 52 of 55 vectors$/m)
})

test('counts a missed recommendation with --strict', async () => {
  const only = ['--only', 'base-string-uri/*port*', '--', ...fake('always-wrong')]
  const loose = await run(['--json', ...only])
  const strict = await run(['--json', '--strict', ...only])
  const failuresOf = ({ stdout }: { stdout: string }): number =>
    (JSON.parse(stdout) as { subjects: { failures: unknown[] }[] }).subjects[0]!.failures.length
  assert.ok(failuresOf(strict) > failuresOf(loose))
})

test('reports a usage error for no vector, no subject and bad options', async () => {
  const refuses = async (args: readonly string[], message: RegExp): Promise<void> =>
    assert.rejects(run(args), (error: Error & { code?: string; hint?: string }) => {
      assert.match(error.message, message)
      return error.code === 'usage' && Boolean(error.hint)
    })
  await refuses(['--only', 'nothing/*', '--self'], /no vector matches the selection/)
  await refuses(['--section', '9.9', '--list'], /no vector matches the selection/)
  await refuses([], /there is no implementation to test/)
  await refuses(['python3', 'adapter.py'], /unexpected argument "python3"/)
  await refuses(['--frobnicate'], /frobnicate/)
  await refuses(['--timeout', 'soon', '--self'], /--timeout takes a number of seconds/)
  await refuses(['--adapter', 'nothing'], /--adapter takes name=value/)
  await refuses(['--adapter', 'n="open'], /not a command: "\\"open"/)
  await refuses(
    ['--self', '--html', 'no/such/folder/x.html'],
    /the folder of "no\/such\/folder\/x\.html" does not exist/,
  )
  await assert.rejects(run(['--vectors', 'no/such/folder', '--self']), { code: 'invalid-suite' })
})

test('--list prints the selected vectors', async () => {
  const { code, stdout } = await run(['--list', '--only', 'base-string-uri/port-443-on-http'])
  assert.equal(code, 0)
  assert.equal(
    stdout,
    'must    §3.4.1.2    base-string-uri/port-443-on-http  keeps port 443 on http\n',
  )
})

test('prints a failure with expected, actual, a caret, the rule and the bug', async () => {
  const { stdout } = await run(['--only', 'percent-encoding/tilde', '--', ...fake('always-wrong')])
  assert.match(stdout, /^✗ percent-encoding\/tilde  §3\.6$/m)
  assert.match(
    stdout,
    /^    encoded differs from byte 0\n    expected  ~\n    actual    wrong\n              \^$/m,
  )
  assert.match(stdout, /^    exists for: /m)
})

test('a failure shows its input', async () => {
  const args = [
    '--only',
    'percent-encoding/tilde',
    '--only',
    'request-parameters-body/same-name-in-both',
  ]
  const { stdout } = await run([...args, '--', ...fake('always-wrong')])
  assert.match(stdout, /^    asked     percentEncode: text ~$/m)
  assert.match(stdout, /^    asked     sign: POST http:\/\/example\.com\/request\?a=1\n {14}a=2$/m)
})

test('a failure shows the command that runs its vector again, and that command prints the same failure', async () => {
  const first = await run(['--section', '3.6', '--strict', '--', ...fake('always-wrong')])
  const [, words = ''] = /^    run again countersign conformance (.*)$/m.exec(first.stdout) ?? []
  assert.match(words, /^--only [\w/-]+ --strict -- /)
  const again = await run(splitCommand(words))
  const firstFailure = (text: string): string => text.slice(0, text.indexOf('\n\n'))
  assert.equal(again.code, 1)
  assert.equal(firstFailure(again.stdout), firstFailure(first.stdout))
})

test('the command that runs a vector again keeps the subject and its limits, and writes no file', async (context) => {
  const files = folder(context)
  const kept = [
    ['--adapter', adapter('always-wrong')[1]!],
    ['--expect-failures', files.write("it's $HOME.json", '[]')],
    ['--timeout', '30'],
  ].flat()
  const only = ['--only', 'percent-encoding/tilde']
  const { stdout } = await run([
    ...[...kept, ...only, '--section', '3.6'],
    ...['--report', files.path('report.jsonl'), '--html', files.path('page.html')],
  ])
  const [, command = ''] = /^    run again (.*)$/m.exec(stdout) ?? []
  const script = `countersign() { printf '%s\\n' "$@"; }\n${command}`
  assert.deepEqual(execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n'), [
    'conformance',
    ...only,
    ...kept,
  ])
})

test('prints colours and a progress bar only on a terminal without NO_COLOR', async () => {
  const args = [...FEW, '--', ...fake('always-wrong')]
  const [plain, colourful, sober] = [
    await run(args),
    await run(args, { isTTY: true }),
    await run(args, { isTTY: true, env: { NO_COLOR: '1' } }),
  ]
  assert.ok(!plain.stdout.includes('\x1b') && plain.stderr === '')
  assert.ok(colourful.stdout.includes('\x1b[31m'))
  assert.match(colourful.stderr, /\r\x1b\[K\[(?:\x1b\[32m=+\x1b\[39m)? *\] +\d+ % {2}.*\d+\/55/)
  assert.ok(!sober.stdout.includes('\x1b'))
  assert.match(sober.stderr, /\r\x1b\[K\[=* *\] +\d+ % {2}.*\d+\/55/)
})

test('does not count a known failure, but counts one that passes', async (context) => {
  const files = folder(context)
  const known = (entries: object): string[] => [
    '--only',
    'percent-encoding/tilde',
    '--expect-failures',
    files.write('known.json', JSON.stringify(entries)),
  ]
  const entry = { id: 'percent-encoding/tilde', reason: 'issue 7' }
  const excused = await run([...known([entry]), '--', ...fake('always-wrong')])
  assert.equal(excused.code, 0)
  assert.match(excused.stdout, /1 known failures/)
  const repaired = await run([...known([entry]), '--', ...fake('perfect')])
  assert.equal(repaired.code, 1)
  assert.match(repaired.stdout, /passes, and is listed as known to fail: issue 7/)
  assert.equal(
    (await run([...known([{ ...entry, subject: 'another' }]), '--', ...fake('always-wrong')])).code,
    1,
  )
  assert.equal(
    (
      await run([
        ...known([{ ...entry, subject: 'always-wrong' }]),
        ...adapter('always-wrong'),
        ...adapter('perfect'),
      ])
    ).code,
    0,
  )
  await assert.rejects(
    run([...known([{ ...entry, id: 'percent-encoding/absent' }]), '--self']),
    /there is no vector percent-encoding\/absent/,
  )
  await assert.rejects(
    run([...known([{ id: entry.id }]), '--self']),
    /an entry lacks its id or its reason/,
  )
  await assert.rejects(run([...known({}), '--self']), /it is not a list/)
})

test('runs the installed adapters of a manifest, and names the others', async (context) => {
  const files = folder(context)
  const entry = (name: string, probe: string[]): object => ({
    name,
    command: fake('perfect'),
    probe,
  })
  const path = files.write(
    'adapters.json',
    JSON.stringify([entry('here', ['true']), entry('elsewhere', ['false'])]),
  )
  const { code, stdout } = await run([...FEW, '--adapters', path])
  assert.equal(code, 0)
  assert.match(stdout, /^elsewhere: not installed, left out$/m)
  assert.match(stdout, /^here 1\.0 \(javascript\): conforms in 55 vectors$/m)
  const none = files.write('none.json', JSON.stringify([entry('elsewhere', ['false'])]))
  await assert.rejects(run(['--adapters', none]), /none of these adapters is installed: elsewhere/)
  await assert.rejects(
    run(['--adapters', files.write('bad.json', '[{"name":"x"}]')]),
    /an entry lacks its name, command or probe/,
  )
})

test('kills a probe that does not end, and counts its adapter as not installed', (context) => {
  const entry = { name: 'slow', command: fake('perfect'), probe: ['sleep', '600'] }
  const [found] = loadManifest(folder(context).write('adapters.json', JSON.stringify([entry])), 50)
  assert.equal(found!.isInstalled, false)
})

test('splits a command without a shell', () => {
  assert.deepEqual(splitCommand(`node  'a b'"c \\"d"e\\ f $HOME '' *`), [
    'node',
    'a bc "de f',
    '$HOME',
    '',
    '*',
  ])
  assert.throws(() => splitCommand(''), /not a command/)
  assert.throws(() => splitCommand("node 'open"), /not a command/)
  assert.throws(() => splitCommand('node \\'), /not a command/)
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends the run and its subject`, async (context) => {
    const pidFile = folder(context).path('pid')
    const script = fileURLToPath(new URL('./interrupted.mjs', import.meta.url))
    const child = spawn(process.execPath, [
      '--import',
      'tsx',
      script,
      '--timeout',
      '60',
      '--',
      ...fake('hangs', '1', pidFile),
    ])
    context.after(() => child.kill('SIGKILL'))
    const ended = new Promise((resolve) => child.on('close', resolve))
    while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill(signal)
    assert.equal(await ended, 130)
    assert.ok(await gone(Number(readFileSync(pidFile, 'utf8'))))
  })
}
