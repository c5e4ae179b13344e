// Denial of service against a sandbox, by unauthenticated clients and by greedy ones. RFC 5849
// §4.10
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createCredentialStore } from '../../src/sandbox/credentials/store.ts'
import type { SandboxBehaviour, SandboxRequest } from '../../src/sandbox/index.ts'
import { type Client, type Reply, send, start } from '../sandbox/client.ts'
import type { Fault, FaultTable } from './fault.ts'

/** The largest form that the sandbox accepts, in octets. */
const LONGEST_FORM = 128 * 1024
const MIB = 1024 * 1024

/** The Authorization header of a client that knows the consumer key but not the secret. */
function forged({ sandbox }: Client): readonly [string, string] {
  const parameters = {
    oauth_consumer_key: sandbox.consumerKey,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_nonce: 'n',
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D',
  }
  const items = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)
  return ['Authorization', `OAuth ${items.join()}`]
}

function post(
  client: Client,
  path: string,
  body: string,
  ...headers: (readonly [string, string])[]
): Promise<Reply> {
  const type = ['Content-Type', 'application/x-www-form-urlencoded'] as const
  return send({
    method: 'POST',
    url: client.sandbox.url + path,
    headers: [type, ...headers],
    body,
  })
}

const get = (
  client: Client,
  path: string,
  ...headers: (readonly [string, string])[]
): Promise<Reply> => send({ method: 'GET', url: client.sandbox.url + path, headers, body: null })

const callEcho = async (client: Client): Promise<void> =>
  assert.equal((await client.call(`${client.sandbox.url}/echo`)).status, 200)

/** Opens a connection. The end of the test closes it. */
function connection(t: TestContext, { sandbox }: Client): Socket {
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1').on('error', () => {})
  t.after(() => socket.destroy())
  return socket
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()))
const received = (socket: Socket): Promise<string> =>
  new Promise((resolve) => socket.once('data', (octets) => resolve(String(octets))))

const head = ({ sandbox }: Client, line: string, ...fields: readonly string[]): string =>
  [`${line} HTTP/1.1`, `Host: ${new URL(sandbox.url).host}`, ...fields, '', ''].join('\r\n')

/** A form that the sandbox refuses with one status on every path, without decoding it. */
function refused(
  fault: string,
  answer: string,
  forms: readonly string[],
  status: number,
  code: string,
): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const seen: SandboxRequest[] = []
      // With one URL for two calls, session handles and passwords, the sandbox inspects a request
      // before it verifies it.
      const urls = { requestToken: '/oauth/token', accessToken: '/oauth/token' }
      const behaviour: SandboxBehaviour = { urls, renewal: 'handle', passwords: { me: 'pw' } }
      const client = await start(t, { behaviour, onRequest: (request) => seen.push(request) })
      for (const path of [
        '/oauth/token',
        '/oauth/authorize',
        '/oauth/renew_access_token',
        '/echo',
      ]) {
        for (const form of forms) {
          for (const headers of [[], [forged(client)]]) {
            assert.equal((await post(client, path, form, ...headers)).status, status)
          }
        }
      }
      assert.equal(seen.length, 8 * forms.length)
      for (const { problem, trace } of seen) assert.deepEqual([problem, trace], [code, null])
      await callEcho(client)
    },
  }
}

/** A body that continues until the sandbox closes the connection. */
function endless(fault: string, answer: string, piece: string): Fault {
  return {
    fault,
    answer,
    error: null,
    async run(t) {
      const client = await start(t)
      const socket = connection(t, client)
      const over = closed(socket)
      socket.write(head(client, 'POST /echo', 'Transfer-Encoding: chunked'))
      let sent = 0
      for (; !socket.destroyed && sent < 10_000; sent++) {
        const drained = new Promise((resolve) => socket.once('drain', resolve))
        if (!socket.write(piece)) await Promise.race([drained, over])
      }
      assert.ok(sent < 1000, `${sent} pieces are sent`)
      await callEcho(client)
    },
  }
}

const repeated = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length))

const faults: readonly Fault[] = [
  refused(
    'a form of thousands of parameters, unsigned or with a forged signature',
    'responds with 413 without decoding the form',
    ['=&'.repeat(LONGEST_FORM / 2), '&'.repeat(LONGEST_FORM), 'a=1&'.repeat(1000)],
    413,
    'too-many-parameters',
  ),
  refused(
    'a form longer than 128 KiB, unsigned or with a forged signature',
    'responds with 413 without decoding the form',
    ['=&', '+', '%41', '%FF', '%', 'a'].map((text) => repeated(text, LONGEST_FORM + 1)),
    413,
    'request-too-large',
  ),
  {
    fault: 'a query or an Authorization header of thousands of parameters',
    answer: 'responds with 413 without decoding the parameters',
    error: null,
    async run(t) {
      const client = await start(t)
      const header = ['Authorization', `OAuth ${'a="",'.repeat(1000)}`] as const
      for (const reply of [
        await get(client, `/echo?${'=&'.repeat(1000)}`),
        await get(client, '/echo', header),
      ]) {
        assert.equal(reply.status, 413)
        assert.match(reply.text, /more than 1000 parameters/)
      }
    },
  },
  {
    fault: 'a second Authorization header after thousands of other headers',
    answer: 'reads all headers, and responds with 400',
    error: null,
    async run(t) {
      const client = await start(t)
      const [name, value] = forged(client)
      const lines = Array.from({ length: 2500 }, () => 'a:')
      const socket = connection(t, client)
      socket.write(head(client, 'GET /echo', `${name}: ${value}`, ...lines, `${name}: Basic x`))
      assert.match(await received(socket), /^HTTP\/1\.1 400 /)
    },
  },
  endless(
    'an endless body',
    'stops reading at 16 MiB, and closes the connection',
    `10000\r\n${'x'.repeat(65_536)}\r\n`,
  ),
  endless(
    'a body in chunks of one octet',
    'stops reading after 10,000 chunks, and closes the connection',
    '1\r\na\r\n'.repeat(10_000),
  ),
  {
    fault: 'thirty concurrent requests with incomplete bodies of 1 MiB',
    answer:
      'responds with 503 to the longest ones, so that it holds at most 16 MiB, and accepts shorter ones',
    error: null,
    async run(t) {
      const client = await start(t)
      const sockets = Array.from({ length: 30 }, () => connection(t, client))
      const most = 'x'.repeat(MIB - 1)
      const writes = sockets.map((socket) => {
        socket.write(head(client, 'POST /echo', `Content-Length: ${MIB}`))
        return new Promise((resolve) => socket.write(most, resolve))
      })
      await Promise.all(writes)
      const body = 'x'.repeat(10_000)
      const reply = await client.call(`${client.sandbox.url}/echo`, {}, { method: 'POST', body })
      assert.equal(reply.status, 200)
      const answers = sockets.map((socket) => received(socket))
      for (const socket of sockets) socket.write('x')
      const refusals = (await Promise.all(answers)).filter((answer) =>
        answer.startsWith('HTTP/1.1 503 '),
      )
      assert.ok(refusals.length >= 14, `${refusals.length} are refused`)
    },
  },
  {
    fault: 'a thousand connections without a request',
    answer: 'closes the connections that are idle longest, and responds to the others',
    error: null,
    async run(t) {
      const client = await start(t)
      const idle = connection(t, client)
      const idleIsClosed = closed(idle)
      await new Promise((resolve) => idle.once('connect', resolve))
      const busy = connection(t, client)
      for (let count = 0; count < 1100; count++) {
        const socket = connection(t, client)
        await new Promise((resolve) => socket.once('connect', resolve))
        if (count % 100 > 0) continue
        busy.write(head(client, 'GET /nothing'))
        assert.match(await received(busy), /^HTTP\/1\.1 404 /)
      }
      await idleIsClosed
      await callEcho(client)
    },
  },
  {
    fault: 'a client requests more credentials than the sandbox can store',
    answer: 'discards the oldest credentials of that client, and none of another client',
    error: null,
    async run() {
      const store = createCredentialStore(10)
      const add = (consumerKey: string, number: number): unknown =>
        store.add({ token: `${consumerKey}${number}`, tokenSecret: '', consumerKey })
      add('honest', 0)
      for (let count = 0; count < 1000; count++) add('flood', count)
      assert.ok(store.get('honest0'))
      assert.ok(store.get('flood999') && store.get('flood991') && !store.get('flood990'))
    },
  },
  {
    fault: 'a request repeats hundreds of parameters',
    answer: 'names ten of them in the refusal, so that it fits into a response header',
    error: null,
    async run(t) {
      const client = await start(t, { teach: true })
      const names = Array.from(
        { length: 250 },
        (_, number) => `${'n'.repeat(9)}${number}="",`,
      ).join('')
      const { status, headers } = await get(client, '/echo', [
        'Authorization',
        `OAuth ${names}${names}`,
      ])
      assert.equal(status, 400)
      assert.match(headers.get('www-authenticate')!, /parameter_rejected/)
      assert.ok(headers.get('www-authenticate')!.length < 4000)
    },
  },
]

export const SANDBOX_CLIENTS: FaultTable = { title: 'Hostile clients of a sandbox', faults }
