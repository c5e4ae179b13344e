// The conformance report in a real browser, headless chromium: widths, opened cells, colours, and hostile text.
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { adapter, fake, folder, run } from '../../devtools/test/conformance/command.ts'

const CHROMIUM = 'chromium'
const isInstalled = spawnSync(CHROMIUM, ['--version'], { stdio: 'ignore' }).status === 0
const needsBrowser = { skip: isInstalled ? false : 'chromium is not installed' }

const [LIGHT, DARK] = [
  '--blink-settings=preferredColorScheme=1',
  '--blink-settings=preferredColorScheme=0',
]
const PHONE = 390

/** What the page around the report finds in it. */
interface Findings {
  readonly title: string
  /** How much wider the page is than its window. */
  readonly overflow: number
  readonly panels: readonly string[]
  readonly marks: readonly string[]
  readonly intruders: number
  readonly background: string
  readonly lowestContrast: number
}

// Runs in the browser, beside the report, which itself allows no script.
function probe(width: number, target: string): string {
  const frame = `<iframe width="${width}" height="800" style="border:0" src="/report${target}"></iframe>`
  return `<!doctype html><body style="margin:0">${frame}<script>
const frame = document.querySelector('iframe')
const linear = (c) => (c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map((channel) => linear(channel / 255))
const luminance = (color) => { const [r, g, b] = channels(color); return .2126 * r + .7152 * g + .0722 * b }
const contrast = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p)
  return (x + .05) / (y + .05)
}
addEventListener('load', () => {
  const page = frame.contentDocument
  const style = (element) => frame.contentWindow.getComputedStyle(element)
  const isVisible = (element) => element.getClientRects().length > 0
  const behind = (element) => {
    const color = style(element).backgroundColor
    return color === 'rgba(0, 0, 0, 0)' && element.parentElement ? behind(element.parentElement) : color
  }
  const hasText = ({ childNodes }) => [...childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  const texts = [...page.body.querySelectorAll('*')].filter((each) => isVisible(each) && hasText(each))
  const findings = {
    title: page.title,
    overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
    panels: [...page.querySelectorAll('.panel')].filter(isVisible).map(({ id }) => id),
    marks: [...page.querySelectorAll('.panel mark')].filter(isVisible).map(({ textContent }) => textContent),
    intruders: page.querySelectorAll('script, img, iframe, link').length,
    background: style(page.body).backgroundColor,
    lowestContrast: Math.min(...texts.map((each) => contrast(style(each).color, behind(each)))),
  }
  document.body.textContent = 'FOUND' + btoa(unescape(encodeURIComponent(JSON.stringify(findings)))) + 'END'
})
</script>`
}

let report = ''
let origin = ''
const server = createServer(({ url = '' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const body =
    pathname === '/report'
      ? report
      : probe(Number(searchParams.get('width')), searchParams.get('target') ?? '')
  response.setHeader('Content-Type', 'text/html; charset=utf-8').end(body)
})
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

async function look(
  page: string,
  { width = 1200, target = '', scheme = LIGHT } = {},
): Promise<Findings> {
  report = page
  const profile = mkdtempSync(join(tmpdir(), 'countersign-chromium-'))
  const query = new URLSearchParams({ width: String(width), target })
  try {
    const { stdout } = await promisify(execFile)(
      CHROMIUM,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--user-data-dir=${profile}`,
        scheme,
        '--virtual-time-budget=5000',
        '--dump-dom',
        `${origin}/probe?${query}`,
      ],
      { maxBuffer: 1 << 24, timeout: 60_000 },
    )
    return JSON.parse(
      Buffer.from(/FOUND(.*)END/.exec(stdout)?.[1] ?? '', 'base64').toString(),
    ) as Findings
  } finally {
    rmSync(profile, { recursive: true, maxRetries: 5, force: true })
  }
}

const FEW = [
  '--only',
  'percent-encoding',
  '--only',
  'signature-base-string',
  '--only',
  'verify-accepted',
]

test(
  'the page fits a phone, with every cell closed and with one open',
  needsBrowser,
  async (context) => {
    const files = folder(context)
    const many = Array.from({ length: 6 }, () => adapter('perfect')).flat()
    await run([...FEW, ...adapter('always-wrong'), ...many, '--html', files.path('p.html')])
    const closed = await look(files.read('p.html'), { width: PHONE })
    assert.equal(closed.overflow, 0)
    assert.deepEqual(closed.panels, [])
    const opened = await look(files.read('p.html'), { width: PHONE, target: '#c0-3.4.1.1' })
    assert.equal(opened.overflow, 0)
    assert.deepEqual(opened.panels, ['c0-3.4.1.1'])
  },
)

test('an opened cell shows the byte that differs', needsBrowser, async (context) => {
  const files = folder(context)
  await run([
    '--only',
    'percent-encoding/tilde',
    '--html',
    files.path('p.html'),
    '--',
    ...fake('always-wrong'),
  ])
  const { panels, marks } = await look(files.read('p.html'), { target: '#c0-3.6' })
  assert.deepEqual(panels, ['c0-3.6'])
  assert.deepEqual(marks, ['~', 'w'])
})

test('text is easy to read in light and in dark', needsBrowser, async (context) => {
  const files = folder(context)
  await run([
    ...FEW,
    '--html',
    files.path('p.html'),
    ...adapter('always-wrong'),
    ...adapter('skips-all'),
    ...adapter('lies'),
  ])
  const page = files.read('p.html')
  const [light, dark] = [
    await look(page, { target: '#c0-3.6' }),
    await look(page, { target: '#c0-3.6', scheme: DARK }),
  ]
  assert.notEqual(light.background, dark.background)
  assert.ok(light.lowestContrast >= 4.5, `light: ${light.lowestContrast}`)
  assert.ok(dark.lowestContrast >= 4.5, `dark: ${dark.lowestContrast}`)
})

test('hostile text stays text', needsBrowser, async (context) => {
  const files = folder(context)
  await run([...FEW, '--html', files.path('p.html'), '--', ...fake('hostile')])
  for (const target of ['#c0-3.6', '#s0']) {
    const { title, intruders, overflow, panels } = await look(files.read('p.html'), {
      width: PHONE,
      target,
    })
    assert.deepEqual(
      [title, intruders, overflow, panels],
      ['OAuth 1.0a conformance', 0, 0, [target.slice(1)]],
    )
  }
})
