// Runs every adapter that is installed through one known answer and prints a table: node adapters/smoke.mjs [NAME...].
// The answer is the signature of OAuth Core 1.0a's Appendix A.5 or, from a signer by RSA-SHA256 only, the one that three
// other implementations make of the RSA example of the OAuth wiki's test cases under that method.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(new URL('adapters.json', import.meta.url), 'utf8'))

const hmac = {
  method: 'GET',
  url: 'http://photos.example.net/photos?file=vacation.jpg&size=original',
  headers: [],
  body: null,
  signatureMethod: 'HMAC-SHA1',
  credentials: {
    consumerKey: 'dpf43f3p2l4k3l03',
    consumerSecret: 'kd94hf93k423kf44',
    token: 'nnch734d00sl2jdk',
    tokenSecret: 'pfkkdhi9sl3r4s00',
    privateKey: null,
  },
  nonce: 'kllo9940pd9333jh',
  timestamp: '1191242096',
  version: '1.0',
  callback: null,
  verifier: null,
  realm: null,
  extra: [],
}
const rsa = {
  ...hmac,
  signatureMethod: 'RSA-SHA256',
  credentials: {
    consumerKey: 'dpf43f3p2l4k3l03',
    consumerSecret: '',
    token: null,
    tokenSecret: null,
    privateKey: `-----BEGIN RSA PRIVATE KEY-----
MIICXAIBAAKBgQC0YjCwIfYoprq/FQO6lb3asXrxLlJFuCvtinTF5p0GxvQGu5O3
gYytUvtC2JlYzypSRjVxwxrsuRcP3e641SdASwfrmzyvIgP08N4S0IFzEURkV1wp
/IpH7kH41EtbmUmrXSwfNZsnQRE5SYSOhh+LcK2wyQkdgcMv11l4KoBkcwIDAQAB
AoGAWFlbZXlM2r5G6z48tE+RTKLvB1/btgAtq8vLw/5e3KnnbcDD6fZO07m4DRaP
jRryrJdsp8qazmUdcY0O1oK4FQfpprknDjP+R1XHhbhkQ4WEwjmxPstZMUZaDWF5
8d3otc23mCzwh3YcUWFu09KnMpzZsK59OfyjtkS44EDWpbECQQDXgN0ODboKsuEA
VAhAtPUqspU9ivRa6yLai9kCnPb9GcztrsJZQm4NHcKVbmD2F2L4pDRx4Pmglhfl
V7G/a6T7AkEA1kfU0+DkXc6I/jXHJ6pDLA5s7dBHzWgDsBzplSdkVQbKT3MbeYje
ByOxzXhulOWLBQW/vxmW4HwU95KTRlj06QJASPoBYY3yb0cN/J94P/lHgJMDCNky
UEuJ/PoYndLrrN/8zow8kh91xwlJ6HJ9cTiQMmTgwaOOxPuu0eI1df4M2wJBAJJS
WrKUT1z/O+zbLDOZwGTFNPzvzRgmft4z4A1J6OlmyZ+XKpvDKloVtcRpCJoEZPn5
AwaroquID4k/PfI7rIECQHeWa6+kPADv9IrK/92mujujS0MSEiynDw5NjTnHAH0v
8TrXzs+LCWDN/gbOCKPfnWRkgwgOeC8NN3h0zUIIUtA=
-----END RSA PRIVATE KEY-----
`,
  },
  nonce: '13917289812797014437',
  timestamp: '1196666512',
}
const answers = {
  'HMAC-SHA1': { input: hmac, signature: 'tR3+Ty81lMeYAr/Fid0kMTYa/WM=' },
  'RSA-SHA256': {
    input: rsa,
    signature:
      'lPYgkQaxe5ttTZE8+z+vRr07WnxRNfWULGNcv3FPf+dvR7ncAQOwkFXTYmQ6ouQzdGtSkqpu1bWXZXzPrJxG3STZd2WplRIYAfRYpBXLdeEbUIrpjSxwSVH+O+WdJjNL9ReTYK3vRPjG0g2tddD1LhqGjBlcydFZ58XdaV10KdM=',
  },
}

/** An adapter as a function from one request to the answer to it. */
function start([program, ...args]) {
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'ignore'], timeout: 30_000 })
  const lines = (async function* () {
    let rest = ''
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      const parts = (rest + chunk).split('\n')
      rest = parts.pop()
      yield* parts
    }
  })()
  const ended = new Promise((resolve) => child.on('close', resolve).on('error', resolve))
  child.stdin.on('error', () => {})
  const send = (request) => child.stdin.write(`${JSON.stringify(request)}\n`)
  const ask = async (request) => {
    send(request)
    const { value } = await lines.next()
    return JSON.parse(value ?? '{}')
  }
  return { send, ask, ended }
}

async function check({ command, exampleSignature, note }) {
  const adapter = start(command)
  const { implementation, operations, methods } = await adapter.ask({
    command: 'start',
    protocol: 1,
  })
  if (!implementation) return { verdict: 'no answer to start' }
  const known = answers[methods.find((method) => method in answers)]
  const { seq, ...answer } = await adapter.ask({
    command: 'run',
    seq: 1,
    operation: 'sign',
    input: known.input,
  })
  adapter.send({ command: 'stop' })
  const status = await adapter.ended
  const signature = answer.output?.signature
  const verdict =
    seq !== 1 || signature !== (exampleSignature ?? known.signature)
      ? JSON.stringify(answer)
      : status !== 0
        ? `ended with ${status}`
        : note
          ? `ok, but ${note}`
          : 'ok'
  return { ...implementation, operations: operations.length, methods: methods.length, verdict }
}

const wanted = process.argv.slice(2)
const chosen = manifest.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const isInstalled = ({ probe: [program, ...args] }) =>
  spawnSync(program, args, { cwd, stdio: 'ignore' }).status === 0
const rows = await Promise.all(
  chosen.map(async (entry) => {
    const result = isInstalled(entry) ? await check(entry) : { verdict: 'not installed' }
    return [
      entry.name,
      entry.language,
      result.version ?? '',
      result.operations ?? '',
      result.methods ?? '',
      result.verdict,
    ]
  }),
)

const table = [['adapter', 'language', 'version', 'ops', 'methods', 'example'], ...rows].map(
  (row) => row.map(String),
)
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
for (const row of table)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  )

const failed = rows.filter((row) => !/^(ok|not installed)/.test(row.at(-1)))
const ran = rows.filter((row) => row.at(-1) !== 'not installed')
console.log(
  `${ran.length - failed.length} of ${ran.length} installed adapters answer rightly, ${rows.length - ran.length} not installed`,
)
process.exitCode = failed.length > 0 || ran.length === 0 ? 1 : 0
