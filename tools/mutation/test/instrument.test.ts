// A source with all its mutants does what the source with one of them does.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { installParsers } from '../install.ts'
import { instrument } from '../instrument.ts'
import { findMutants } from '../mutants.ts'
import { isOn, setSwitch } from '../switch.ts'
import { loadParsers, type Parsers } from '../syntax.ts'

let parsers: Parsers
let folder: string

before(async () => {
  installParsers()
  parsers = await loadParsers()
  folder = mkdtempSync(join(tmpdir(), 'countersign-instrument-'))
})
after(() => rmSync(folder, { recursive: true }))

// JavaScript that is laid out as the sources are, with a case for each kind of host.
const SOURCE = `
const PATTERN = /^a+(?=b)/i
const log = []
function note(text = 'none') {
  log.push(text)
  ;[1, 2].forEach((n) => log.push(n + 1))
}
const object = { value: 'v', list: ['b', 'a'], get: (name) => object[name], none: null }
export function run(input) {
  log.length = 0
  note()
  note(input ?? 'nothing')
  if (input) note('given')
  else note(\`not \${input}\`)
  const picked = object.none?.value.length
  const called = object.get?.('list').slice(0).sort().join('')
  input === 'x' && note('x')
  for (let i = 0; i < 3; i++) note(String(i))
  for (const item of object.list) if (item !== 'a') note(item.toUpperCase().trim())
  let rest = 5
  while (rest > 0) rest -= 2
  do {
    rest++
  } while (rest < 2)
  switch (input) {
    case 'x':
      note('one')
      break
    case 'ab':
      note('two')
    default:
      note('three')
  }
  const inner = () => ({ deep: !picked, text: called })
  try {
    if (input === 'throw') throw new TypeError('thrown')
  } catch (error) {
    note(error.message)
  }
  class Local extends Array {
    field = input || 'field'
    constructor() {
      super(2)
      this.own = 'own'
    }
    get(index = -1) {
      return this.at(index) ?? this.field
    }
  }
  const raw = String.raw\`\\n\${rest}\`
  return [PATTERN.test(input), inner(), new Local().get(), Math.max(rest, 1), raw, ...log]
}
`

const INPUTS = ['x', 'ab', 'AAB', 'throw', '', undefined]
const LIMIT = 1000

interface Module {
  run(input: string | undefined): unknown
}

class Overrun extends Error {}

/** What a module does for each input; loops that do not end are one of the things that it may do. */
async function observe(name: string, source: string): Promise<string> {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(path, source)
  const results = []
  try {
    const { run } = (await import(pathToFileURL(path).href)) as Module
    for (const input of INPUTS) {
      try {
        results.push(run(input))
      } catch (error) {
        if (error instanceof Overrun) return 'no end'
        results.push(String(error))
      }
    }
  } catch (error) {
    results.push(String(error))
  }
  return JSON.stringify(results)
}

const switchUrl = new URL('../switch.ts', import.meta.url).href

test('each mutant, switched on, does what its text does', async () => {
  const mutants = findMutants('a.ts', SOURCE, 1, parsers)
  assert.ok(mutants.length > 80, String(mutants.length))
  const onOverrun = (): never => {
    throw new Overrun()
  }
  const bare = (source: string): string => instrument(source, [], switchUrl, parsers)
  setSwitch({ mutant: 0, stepLimit: Infinity, onOverrun })
  const normal = await observe('normal', SOURCE)
  const all = instrument(SOURCE, mutants, switchUrl, parsers)
  assert.equal(await observe('all', all), normal)
  const unseen: string[] = []
  for (const { id, change, original, replacement } of mutants) {
    const text = SOURCE.slice(0, change.start) + change.text + SOURCE.slice(change.end)
    setSwitch({ mutant: 0, stepLimit: LIMIT, onOverrun })
    const expected = await observe(`text-${id}`, bare(text))
    setSwitch({ mutant: id, stepLimit: LIMIT, onOverrun })
    const actual = await observe(`switched-${id}`, all)
    assert.equal(actual, expected, `${original} → ${replacement}`)
    if (actual === normal) unseen.push(`${original} → ${replacement}`)
  }
  // Most of them change something, so that the comparison is one.
  assert.ok(unseen.length < mutants.length / 4, unseen.join('\n'))
})

test('reaching the code of a mutant is told', () => {
  const reached: number[] = []
  setSwitch({ mutant: 7, stepLimit: LIMIT, onReach: (id) => reached.push(id), onOverrun: () => {} })
  assert.deepEqual([isOn(7), isOn(8)], [true, false])
  assert.deepEqual(reached, [7, 8])
})
