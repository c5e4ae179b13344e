// Signatures a second, as ratios to a bare createHmac over the same base string. See USAGE, below.
// It measures what `npm run build` wrote, because that is what runs in programs.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { signingGroup, verificationGroup } from './contestants.mjs'
import { judge, median, spread, summarize } from './judge.mjs'
import { loadPeers } from './peers.mjs'
import { formatMarkdown, formatText, replaceMarked } from './report.mjs'
import { CREDENTIALS, REQUESTS } from './requests.mjs'
import { measureByTurns } from './timing.mjs'

const USAGE = `usage: node bench/signing.mjs [--markdown] [--readme] [--json FILE] [--rounds N]

Measures createSigner(...).sign and verifyRequest of dist, which "npm run build" writes, on
the requests of bench/requests.json. Beside them it measures npm's oauth-1.0a and oauth, and
installs them where they are missing. Ratios are to a bare createHmac over the same base string.

  --markdown     prints the table as Markdown
  --readme       writes that table into README.md, but not on a busy machine or without the peers
  --json FILE    writes all figures to FILE
  --rounds N     defaults to 21
  --help         prints this

Exit codes: 0 every required ratio is reached, or the machine was busy and nothing is judged;
1 a required ratio is not reached, or README.md is not written; 2 usage.`

const MILLISECONDS = 100
const REQUIRED = { 'form-50': 0.2, verification: 0.2 }
const REQUIRED_OF_OTHERS = 0.3
const WANTED = 0.4

const options = readOptions()
if (options.help) console.log(USAGE)
else await run(await import('../dist/index.js'))

function readOptions() {
  const [flag, text] = [{ type: 'boolean' }, { type: 'string' }]
  try {
    const { values } = parseArgs({
      options: { help: flag, markdown: flag, readme: flag, json: text, rounds: text },
    })
    const { rounds = '21' } = values
    if (!/^[1-9][0-9]{0,2}$/.test(rounds)) throw new Error('--rounds takes a number from 1 to 999')
    return { ...values, rounds: Number(rounds) }
  } catch (error) {
    console.error(`bench/signing.mjs: ${error.message}\n\n${USAGE}`)
    process.exit(2)
  }
}

async function run(signing) {
  const { peers, missing } = await loadPeers(CREDENTIALS)
  if (missing !== null) {
    console.error(`bench: runs without oauth-1.0a and oauth, which cannot be installed: ${missing}`)
  }
  const groups = [
    ...REQUESTS.map((entry) => signingGroup(signing, peers, entry)),
    verificationGroup(signing, REQUESTS[0]),
  ]
  const figures = await measure(groups, peers)
  const markdown = formatMarkdown(figures)
  console.log(options.markdown ? markdown : formatText(figures))
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`)
  report(figures, markdown)
}

async function measure(groups, peers) {
  const works = groups.flatMap(({ bare, contestants }) => [
    bare,
    ...contestants.filter(({ reason }) => reason === null).map(({ time }) => time),
  ])
  const { rounds } = options
  const { rates, waitingShare } = await measureByTurns(works, {
    rounds,
    milliseconds: MILLISECONDS,
  })
  const ratesOf = new Map(works.map((time, index) => [time, rates[index]]))
  const results = groups.map((group) => summarizeGroup(group, ratesOf))
  // Base strings differ in length, so each bare rate counts as a share of its request's median.
  const shares = results.flatMap(({ bare }) => bare.rates.map((rate) => rate / bare.perSecond))
  const baselineSpread = spread(shares)
  const ratios = results.map(({ id, required, contestants: [ours] }) => {
    return { id, required, ratio: ours.ratio.median }
  })
  return {
    command: 'npm run bench -- --readme',
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    rounds,
    milliseconds: MILLISECONDS,
    peers: peers.map(({ name, version }) => ({ name, version })),
    baselineSpread,
    waitingShare,
    ...judge({ baselineSpread, waitingShare, ratios }),
    results,
  }
}

function summarizeGroup({ id, about, baseStringLength, bare, contestants }, ratesOf) {
  const bareRates = ratesOf.get(bare)
  return {
    id,
    about,
    baseStringLength,
    required: REQUIRED[id] ?? REQUIRED_OF_OTHERS,
    wanted: id === 'verification' ? null : WANTED,
    bare: { perSecond: median(bareRates), rates: bareRates },
    contestants: contestants.map(({ name, reason, time }) => {
      if (reason !== null) return { name, reason }
      const rates = ratesOf.get(time)
      const ratios = rates.map((rate, round) => rate / bareRates[round])
      return { name, reason, perSecond: median(rates), ratio: summarize(ratios), ratios }
    }),
  }
}

function report({ baselineSpread, waitingShare, verdict, below, rounds, peers }, markdown) {
  const [range, waiting] = [baselineSpread, Math.max(0, waitingShare)].map(
    (share) => `${(share * 100).toFixed(1)} %`,
  )
  const log = options.markdown ? console.error : console.log
  log(
    `\n${rounds} rounds of ${MILLISECONDS} ms. The bare createHmac spreads by ${range}; ` +
      `the process waited ${waiting} of the time.`,
  )
  if (verdict === 'busy') {
    log('The machine was busy: the figures are not judged.')
  } else if (verdict === 'pass') {
    log('Every required ratio is reached.')
  } else {
    log(`Below the required ratio: ${below.join(', ')}.`)
    process.exitCode = 1
  }
  if (!options.readme) return
  if (verdict === 'busy' || peers.length === 0) {
    log('README.md stays as it is.')
    process.exitCode = 1
    return
  }
  const readme = new URL('../README.md', import.meta.url)
  writeFileSync(readme, replaceMarked(readFileSync(readme, 'utf8'), markdown))
  log('README.md holds the table now.')
}
