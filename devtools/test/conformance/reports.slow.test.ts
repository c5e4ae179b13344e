// The reports that are files: JSON lines, JUnit, HTML. The page in a browser is tested in
// test/interop.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewAround } from '../../src/terminal/excerpt.ts'
import { steeringIn } from '../../../test/internal/hostile-text.ts'
import { adapter, fake, folder, run } from './command.ts'

const FEW = ['--only', 'percent-encoding', '--only', 'base-string-uri']

/** The names of the elements in order. Throws if a document is not well-formed. */
function elementsOf(xml: string): string[] {
  const [open, names]: [string[], string[]] = [[], []]
  const token = /<\?xml[^>]*\?>|<(\/?)([a-z-]+)((?:\s+[a-z]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy
  let end = 0
  for (const [whole, closing, name, attributes = '', empty] of xml.matchAll(token)) {
    end += whole.length
    const text = name === undefined ? whole : attributes
    assert.ok(!/&(?!(amp|lt|gt|quot|#39);)/.test(text), `an ampersand that is no entity: ${text}`)
    assert.ok(!/[\x00-\x08\x0b-\x1f\ufffe\uffff]/.test(text), 'a character that XML does not have')
    if (name === undefined) continue
    if (closing) assert.equal(open.pop(), name)
    else names.push(name)
    if (!closing && !empty) open.push(name)
  }
  assert.equal(end, xml.length, `not well-formed: ${xml.slice(end, end + 80)}`)
  assert.deepEqual(open, [])
  return names
}

test('every line of the JSON report is an object, and there is one for each result', async (context) => {
  const files = folder(context)
  await run([
    ...FEW,
    '--report',
    files.path('r.jsonl'),
    ...adapter('always-wrong'),
    ...adapter('perfect'),
  ])
  const lines = files
    .read('r.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    [lines[0]!['type'], lines[0]!['format'], lines.at(-1)],
    ['run', 'countersign-report/1', { type: 'end', exitCode: 1 }],
  )
  const results = lines.filter(({ type }) => type === 'result')
  const [wrong, right] = ['always-wrong', 'perfect'].map((name) =>
    results.filter(({ subject }) => subject === name),
  )
  assert.equal(wrong!.length, right!.length)
  const failure = wrong!.find(({ outcome }) => outcome === 'fail')!
  assert.deepEqual(Object.keys(failure), [
    'type',
    'subject',
    'id',
    'section',
    'level',
    'outcome',
    'difference',
    'counted',
  ])
})

test('JUnit is well-formed, and its counts match its content', async (context) => {
  const files = folder(context)
  for (const name of [
    'always-wrong',
    'perfect',
    'hostile',
    'skips-all',
    'lies',
    'other-protocol',
  ]) {
    await run([...FEW, '--junit', files.path('j.xml'), '--', ...fake(name)])
    const xml = files.read('j.xml')
    const elements = elementsOf(xml)
    const counted = (attribute: string): number =>
      Number(new RegExp(` ${attribute}="(\\d+)"`).exec(xml)?.[1])
    const occurring = (element: string): number =>
      elements.filter((each) => each === element).length
    assert.deepEqual(
      ['tests', 'failures', 'errors', 'skipped'].map(counted),
      ['testcase', 'failure', 'error', 'skipped'].map(occurring),
      name,
    )
  }
})

test('JUnit shows a known failure as skipped, and one that passes as failed', async (context) => {
  const files = folder(context)
  const known = files.write('known.json', '[{"id":"percent-encoding/tilde","reason":"issue <7>"}]')
  const args = [
    '--only',
    'percent-encoding/tilde',
    '--expect-failures',
    known,
    '--junit',
    files.path('j.xml'),
  ]
  await run([...args, '--', ...fake('always-wrong')])
  assert.match(files.read('j.xml'), /<skipped message="issue &lt;7&gt;">/)
  await run([...args, '--', ...fake('perfect')])
  assert.match(
    files.read('j.xml'),
    /<failure message="passes, and is listed as known to fail: issue &lt;7&gt;">/,
  )
})

test('escapes the texts of a subject in markup and on a terminal', async (context) => {
  const files = folder(context)
  const reports = [
    '--html',
    files.path('p.html'),
    '--junit',
    files.path('j.xml'),
    '--report',
    files.path('r.jsonl'),
  ]
  const { stdout } = await run([...FEW, ...reports, '--', ...fake('hostile')])
  const { stdout: json } = await run([...FEW, '--json', '--', ...fake('hostile')])
  for (const text of [
    stdout,
    json,
    files.read('p.html'),
    files.read('j.xml'),
    files.read('r.jsonl'),
  ]) {
    assert.deepEqual(steeringIn(text), [])
  }
  const page = files.read('p.html')
  assert.ok(!/<script|<img|onerror="|[\u202e\x1b]/.test(page))
  assert.ok(page.includes('&lt;script&gt;'))
  assert.ok(page.includes('\\u{202E}'))
  assert.ok(!/[\u202e\x1b]/.test(stdout))
})

test('the page loads no other resource', async (context) => {
  const files = folder(context)
  await run([
    ...FEW,
    '--html',
    files.path('p.html'),
    ...adapter('perfect'),
    ...adapter('always-wrong'),
  ])
  const page = files.read('p.html')
  assert.ok(!/<script|<link|src=|url\(|@import/.test(page))
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!)
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!)
  assert.equal(new Set(ids).size, ids.length, 'ids are unique')
  assert.deepEqual(
    targets.filter((target) => !ids.includes(target)),
    [],
  )
  assert.match(page, /<mark>/)
})

test('cuts a view on both sides of the difference', () => {
  assert.deepEqual(viewAround('abcdefgh', 4, 2), { before: '…cd', marked: 'e', after: 'fg…' })
  assert.deepEqual(viewAround('ab', 2, 2), { before: 'ab', marked: '', after: '' })
  assert.deepEqual(viewAround('a\n😀\ud800', 1, 5), {
    before: 'a',
    marked: '\\n',
    after: '😀\\u{D800}',
  })
})
