// Prints the steps of redactions of hostile texts as JSON: for each case those of one, two and four
// times the length.
import { Session } from 'node:inspector'
import { redact } from '../../src/internal/index.ts'

const SECRETS = [
  'a'.repeat(1024),
  `${'\\'.repeat(40)}x`,
  '%'.repeat(40),
  '&'.repeat(40),
  '+ '.repeat(40),
]
/** Texts that begin an escape, a name, a value or a URL. */
const PIECES = [
  ...[
    '\\',
    '%',
    '%25',
    '%c3',
    '&',
    '&amp;',
    '&#0',
    '&#x',
    '&#37;',
    'a',
    'é',
    '\ud800',
    '\\u0',
    '\\x',
  ],
  ...['=', ':', '"', "'", '=>', '{"', '"password":', 'password=', 'password="', 'password=\\"'],
  ...['password=%', 'password: "', 'oauth_signature=a&', 'oauth_signature="', '://', '@', '://a@'],
  ...['oauth_signature=', 'oauth_signature%3D', 'oauth_signature%3d%22oauth_signature="'],
]
const SIZE = 3000

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

const cases: Readonly<Record<string, (times: number) => void>> = {
  ...Object.fromEntries(
    PIECES.map((piece) => [
      piece,
      (times: number) => void redact(piece.repeat((SIZE * times) / piece.length), SECRETS),
    ]),
  ),
  'many values under secret names': (times) => {
    const values = Array.from({ length: 300 * times }, (_, index) => `password=aaaa${index}`)
    redact(values.join('&'), [])
  },
  'signs of equality that are encoded once more each': (times) => nested('=', times),
  'quotes that are encoded once more each': (times) => nested('="', times),
  'long names': (times) => void redact(`${'a'.repeat(SIZE * times)}=`.repeat(3), []),
  'a long secret': (times) => void redact('a'.repeat(SIZE), [`${'a'.repeat(SIZE * times)}b`]),
  'many secrets': (times) => {
    const secrets = Array.from({ length: 30 * times }, (_, index) => `secret-${index}`)
    redact('secret-'.repeat(300), secrets)
  },
}

/** Names whose values may have no end, with as many different spellings of what stands behind them as fit. */
function nested(text: string, times: number): void {
  const spelled = (depth: number): string =>
    [...text].map((character) => `%${'25'.repeat(depth)}${hex(character)}`).join('')
  let shown = ''
  for (let depth = 0; shown.length < SIZE * times; depth++)
    shown += `oauth_signature${spelled(depth)}`
  redact(shown, [])
}

const hex = (character: string): string => character.charCodeAt(0).toString(16)

const steps = Object.entries(cases).map(([name, run]) => [
  name,
  [1, 2, 4].map((times) => stepsOf(() => run(times))),
])
process.stdout.write(JSON.stringify(Object.fromEntries(steps)))

/** The number of times that the blocks of src/internal are entered. */
function stepsOf(action: () => void): number {
  take()
  action()
  return take()
}

function take(): number {
  let count = 0
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const ranges = result
      .filter(({ url }) => url.includes('/src/internal/'))
      .flatMap(({ functions }) => functions.flatMap((each) => each.ranges))
    count = ranges.reduce((sum, range) => sum + range.count, 0)
  })
  return count
}
