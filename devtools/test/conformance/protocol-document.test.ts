// docs/adapter-protocol.md: its operations, members, limits and examples are those of the code.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { SIGNATURE_METHODS } from 'countersign/signing'
import { SECONDS_A_REQUEST } from '../../src/cli/commands/conformance.ts'
import { version } from '../../src/cli/version.ts'
import { runAdapter } from '../../src/conformance/adapter/adapter.ts'
import { operations } from '../../src/conformance/adapter/operations.ts'
import { suiteOperations } from '../../src/conformance/adapter/suite-operations.ts'
import { MESSAGE_LENGTH, NAME_COUNT, NAME_LENGTH } from '../../src/conformance/protocol/bounds.ts'
import { PROTOCOL, REQUIRED_MEMBER } from '../../src/conformance/protocol/protocol.ts'
import { LINE_LIMIT, OCTET_LIMIT } from '../../src/conformance/subject/connection.ts'
import { KEPT_OF_STDERR } from '../../src/conformance/subject/process-group.ts'
import { RESTARTS, START_TIMEOUT, STOP_TIMEOUT } from '../../src/conformance/subject/subject.ts'

const page = readFileSync(new URL('../../../docs/adapter-protocol.md', import.meta.url), 'utf8')

/** The cells of the rows of the table below a heading, without the head of the table. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = page.split(new RegExp(`^#+ ${heading}\n`, 'm'))
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? []
  const rows = table.trim().split('\n').slice(2)
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const codeIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

/** Each request of the examples with the answer that the page shows. */
const exchanges = [...page.matchAll(/^→ (.*)\n← (.*)$/gm)].map(
  ([, request = '', answer = '']) =>
    ({ request, answer: JSON.parse(answer) as Record<string, unknown> }) as const,
)

test('the operations of the page are those of the reference adapter, in their order', () => {
  const named = rowsBelow('Operations').flatMap(([name]) => codeIn(name))
  assert.deepEqual(named, [...Object.keys(operations), 'diagnose'])
})

test('the required members of the page are those that the runner requires', () => {
  for (const [name, , output, required] of rowsBelow('Operations')) {
    const [operation = ''] = codeIn(name)
    assert.ok(codeIn(output).includes(codeIn(required)[0]!), operation)
    if (operation === 'diagnose') continue
    assert.equal(codeIn(required).join(), REQUIRED_MEMBER[operation])
  }
})

test('the further operations of the page are those of the suite', () => {
  const [, section = ''] = page.split('## Operations of the vector suite')
  const [sentence = ''] = /further operations.*?\./s.exec(section) ?? []
  assert.deepEqual(codeIn(sentence).sort(), Object.keys(suiteOperations).sort())
  const all = [...Object.keys(operations), ...Object.keys(suiteOperations)]
  assert.deepEqual(Object.keys(REQUIRED_MEMBER).sort(), all.sort())
})

test('the limits of the page are those of the runner', () => {
  const numbers = rowsBelow('Limits and time-outs of the runner').map(([, limit = '']) =>
    [...limit.matchAll(/\d+/g)].map(Number),
  )
  assert.deepEqual(numbers, [
    [START_TIMEOUT / 1000],
    [SECONDS_A_REQUEST],
    [STOP_TIMEOUT / 1000],
    [OCTET_LIMIT, LINE_LIMIT],
    [RESTARTS],
    [NAME_LENGTH],
    [NAME_COUNT],
    [MESSAGE_LENGTH],
    [KEPT_OF_STDERR],
  ])
  assert.match(page, new RegExp(`^# Adapter protocol, version ${PROTOCOL}$`, 'm'))
})

test('the reference adapter gives the answers of the page', async () => {
  const output = new PassThrough()
  const written = text(output)
  const lines = exchanges.map(({ request }) => `${request}\n`)
  await runAdapter(Readable.from(lines.map((line) => Buffer.from(line))), output, version())
  output.end()
  const answers = (await written).trimEnd().split('\n')
  assert.equal(answers.length, exchanges.length)
  for (const [position, line] of answers.entries()) {
    const { request, answer } = exchanges[position]!
    assert.deepEqual(withoutWords(JSON.parse(line), answer), answer, request)
  }
})

/** `…` on the page stands for a text whose words may change. */
function withoutWords(value: unknown, shown: unknown): unknown {
  if (shown === '…') return typeof value === 'string' && value !== '' ? shown : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      withoutWords(part, (shown as Record<string, unknown> | undefined)?.[name]),
    ]),
  )
}

test('every operation and every kind of answer but skipped has an example', () => {
  const shown = exchanges.map(({ request }) => JSON.parse(request) as { operation?: string })
  for (const operation of [...Object.keys(operations), 'diagnose'])
    assert.ok(
      shown.some((request) => request.operation === operation),
      operation,
    )
  for (const kind of ['output', 'rejected', 'errored'])
    assert.ok(
      exchanges.some(({ answer }) => kind in answer),
      kind,
    )
  const start = exchanges[0]!.answer
  assert.deepEqual(start['methods'], [...SIGNATURE_METHODS])
})

test('the request of the page is the input of its first example of sign', () => {
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  const example = exchanges.find(({ request }) => request.includes('"operation":"sign"'))!
  const { input } = JSON.parse(example.request) as { input: object }
  assert.deepEqual(input, JSON.parse(json))
  const described = rowsBelow('A request').flatMap(([name]) => codeIn(name))
  assert.deepEqual(described.sort(), Object.keys(input).sort())
})
