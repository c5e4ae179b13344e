// 20 clients call a sandbox 300,000 times, each call signed validly with a fresh nonce, while a neighbour floods it. None of
// the calls may be refused: `npm run bench:sandbox`, or `node bench/sandbox-load.mjs CALLS CLIENTS` upon `npm run build`.
// It ends with 1 if one is.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createSigner } from '../dist/index.js'
import { startSandbox } from '../devtools/dist/sandbox/index.js'

const self = fileURLToPath(import.meta.url)
const MIB = 1024 * 1024
const NEIGHBOUR = 'neighbour'
/** What the neighbour does: so many loops of signed calls, and every so many milliseconds a form and connections. */
const FLOOD = { loops: 4, pause: 100, connections: 20 }
/** In milliseconds. */
const SAMPLE = 100

const credentials = (name) => ({ consumerKey: name, consumerSecret: `secret of ${name}` })
const clientNames = (count) => Array.from({ length: count }, (_, position) => `client-${position}`)

const [role, ...args] = process.argv.slice(2)
process.once('disconnect', () => process.exit())
if (role === 'sandbox') await runSandbox(Number(args[0]))
else if (role === NEIGHBOUR) await runNeighbour(args[0])
else await measure(Number(role ?? 300_000), Number(args[0] ?? 20))

/** In a process of its own, so that its memory is its own. It answers each message with what it holds. */
async function runSandbox(clients) {
  const names = [...clientNames(clients), NEIGHBOUR]
  const consumers = names.map((name) => ({ ...credentials(name), name }))
  const { url } = await startSandbox({ consumers })
  let most = 0
  setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), SAMPLE)
  process.on('message', () => {
    globalThis.gc()
    const { rss, heapUsed } = process.memoryUsage()
    process.send({ rss, heapUsed, most })
  })
  process.send(url)
}

/** Signed calls as fast as they are answered, forms of 1 MiB under a forged header, and connections that ask for nothing. */
async function runNeighbour(url) {
  const statuses = new Map()
  const note = ({ status, problem }) => count(statuses, `${status} ${problem}`)
  let isOver = false
  process.once('message', () => (isOver = true))
  const signedCalls = async () => {
    const call = createCaller(url, NEIGHBOUR)
    while (!isOver) note(await call())
  }
  const forms = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const form = Buffer.from('=&'.repeat(MIB / 2))
    const { host, port } = new URL(url)
    while (!isOver) {
      const headers = {
        Authorization: `OAuth oauth_consumer_key="${NEIGHBOUR}", oauth_signature="AAAA", oauth_nonce="n"`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': form.length,
        Host: host,
      }
      note(await exchange(`${url}/oauth/access_token`, { method: 'POST', headers, agent }, form))
      for (let count = 0; count < FLOOD.connections; count++)
        connect(port, '127.0.0.1').on('error', () => {})
      await new Promise((resolve) => setTimeout(resolve, FLOOD.pause))
    }
  }
  await Promise.all([...Array.from({ length: FLOOD.loops }, signedCalls), forms()])
  process.send(Object.fromEntries(statuses))
  process.exit()
}

/** Signed calls of one client, over a connection of its own. */
function createCaller(url, name) {
  const signer = createSigner(credentials(name))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return () => {
    const signed = signer.sign({ method: 'GET', url: `${url}/echo/${name}?page=1` })
    return exchange(signed.url, { headers: Object.fromEntries(signed.headers), agent })
  }
}

/** @returns the status, or the code of the error that came instead, and what the body says is wrong */
async function exchange(url, options, body) {
  const outgoing = request(url, options)
  try {
    outgoing.end(body)
    const [response] = await once(outgoing, 'response')
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    return { status: response.statusCode, problem: /oauth_problem=(\w+)/.exec(text)?.[1] ?? '' }
  } catch (error) {
    return { status: error.code, problem: '' }
  }
}

async function measure(calls, clients) {
  const sandbox = fork(self, ['sandbox', clients], { execArgv: ['--expose-gc'] })
  const [url] = await once(sandbox, 'message')
  const memory = async () => {
    sandbox.send('memory')
    return (await once(sandbox, 'message'))[0]
  }
  const before = await memory()
  const neighbour = fork(self, [NEIGHBOUR, url])
  const refused = new Map()
  let left = calls
  const start = performance.now()
  await Promise.all(
    clientNames(clients).map(async (name) => {
      const call = createCaller(url, name)
      while (left-- > 0) {
        const { status, problem } = await call()
        if (status !== 200) count(refused, `${status} ${problem}`)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  neighbour.send('stop')
  const [answers] = await once(neighbour, 'message')
  const after = await memory()
  sandbox.kill()

  const total = [...refused.values()].reduce((sum, number) => sum + number, 0)
  console.log(`${calls} signed calls of ${clients} clients; node ${process.version}`)
  console.log(`refused                ${total}, required 0${total > 0 ? `: ${list(refused)}` : ''}`)
  console.log(`calls a second         ${Math.round(calls / seconds)}`)
  console.log(`to the neighbour       ${list(Object.entries(answers))}`)
  for (const [when, { rss, heapUsed }] of Object.entries({ before, after })) {
    console.log(
      `memory ${when.padEnd(15)} ${mib(rss)} MiB, of which ${mib(heapUsed)} MiB on the heap`,
    )
  }
  console.log(`memory at most         ${mib(after.most)} MiB`)
  if (total > 0) process.exitCode = 1
}

function count(counts, name) {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function list(counts) {
  return [...counts].map(([name, number]) => `${number} × ${name.trim()}`).join(', ')
}

function mib(octets) {
  return Math.round(octets / MIB)
}
