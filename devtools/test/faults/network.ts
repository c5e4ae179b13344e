// Faults of the network, and of servers that hardly speak HTTP.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { TestContext } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { OAuth1Session } from '../../../src/client/index.ts'
import { KEYS } from '../../../test/client/support.ts'
import { selfSigned } from './certificate.ts'
import type { Fault, FaultTable } from './fault.ts'
import { nonceOf, say, startHostileServer } from './hostile-server.ts'

const session = new OAuth1Session({ ...KEYS, timeout: 10_000 })

/** A fault of one answer, whose octets are all there is. */
function octets(fault: string, answer: string, text: string, says: RegExp = /is no HTTP/): Fault {
  return {
    fault,
    answer,
    error: 'connection-failed',
    says,
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => socket.end(text))
      await session.post(`${origin}/x`, { form: { a: '1' } })
    },
  }
}

/** A body that does not end as its head says. */
function badBody(fault: string, answer: string, head: string, body: string | Buffer): Fault {
  return {
    fault,
    answer,
    error: 'TypeError',
    async run(t) {
      const { origin, requests } = await startHostileServer(t, (socket) => {
        socket.write(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`)
        socket.end(body)
      })
      const response = await session.get(`${origin}/x`)
      try {
        await response.text()
      } finally {
        assert.equal(requests.length, 1, 'an answer had begun: nothing is sent again')
      }
    },
  }
}

async function breaksBeforeAnswer(
  t: TestContext,
  method: 'GET' | 'POST',
  times: number,
): Promise<void> {
  const { origin, requests } = await startHostileServer(t, (socket, _request, number) => {
    if (number <= times) socket.destroy()
    else say(socket, '200 OK', [], 'ok')
  })
  const attempts = method === 'GET' ? 2 : 1
  try {
    const response = await session.request(method, `${origin}/x`)
    assert.equal(await response.text(), 'ok')
  } finally {
    assert.equal(requests.length, attempts)
    assert.equal(
      new Set(requests.map(nonceOf)).size,
      attempts,
      'each attempt has a nonce of its own',
    )
  }
}

const faults: readonly Fault[] = [
  {
    fault: 'the name of the server does not exist',
    answer: 'says that the name was not found',
    error: 'connection-failed',
    says: /name was not found/,
    run: () => session.get('http://nowhere.invalid/x'),
  },
  {
    fault: 'nobody listens at the port',
    answer: 'says that the connection was refused, and does not try again',
    error: 'connection-failed',
    says: /refuses connections/,
    async run(t) {
      const server = createServer()
      const origin = await listen(t, server)
      await new Promise((resolve) => server.close(resolve))
      await session.get(`${origin}/x`)
    },
  },
  {
    fault: 'the server takes the request and never answers',
    answer: 'gives up at the timeout, and does not try again',
    error: 'timeout',
    async run(t) {
      const { origin, requests } = await startHostileServer(t, () => {})
      try {
        await session.get(`${origin}/x`, { timeout: 200 })
      } finally {
        assert.equal(requests.length, 1)
      }
    },
  },
  {
    fault: 'the head comes and the body never ends',
    answer: 'the timeout covers the body too, and ends the reading of it',
    error: 'TimeoutError',
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow')
      })
      const response = await session.get(`${origin}/x`, { timeout: 300 })
      await response.text()
    },
  },
  {
    fault: 'a fetch of the caller never settles, and does not listen to its signal',
    answer: 'gives up at the timeout all the same',
    error: 'timeout',
    async run() {
      const deaf = new OAuth1Session({ ...KEYS, fetch: () => new Promise(() => {}) })
      await deaf.get('https://api.example.com/x', { timeout: 50 })
    },
  },
  {
    fault: 'one signal serves a hundred calls, one after the other',
    answer: 'keeps no listener of a call that is over',
    error: null,
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => say(socket, '200 OK', [], 'ok'))
      const { signal } = new AbortController()
      for (let call = 0; call < 100; call += 1) {
        assert.equal(await (await session.get(`${origin}/x`, { signal })).text(), 'ok')
      }
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(getEventListeners(signal, 'abort').length, 0)
    },
  },
  {
    fault: 'the connection breaks before an answer to a GET, once',
    answer: 'sends it again, once, signed afresh',
    error: null,
    run: (t) => breaksBeforeAnswer(t, 'GET', 1),
  },
  {
    fault: 'the connection breaks before an answer to a GET, again and again',
    answer: 'gives up after the second attempt',
    error: 'connection-failed',
    says: /connection broke/,
    run: (t) => breaksBeforeAnswer(t, 'GET', 9),
  },
  {
    fault: 'the connection breaks before an answer to a POST',
    answer: 'never sends it again: the server may have acted on it',
    error: 'connection-failed',
    says: /connection broke/,
    run: (t) => breaksBeforeAnswer(t, 'POST', 9),
  },
  {
    fault: 'the error of a runtime names the URL, into whose query the secrets were signed',
    answer: 'takes the query out of the error and all of its causes',
    error: 'connection-failed',
    says: /is no HTTP/,
    async run() {
      const thrower = ((url: string) => {
        const details = { code: 'Malformed_HTTP_Response', path: url, errno: 0 }
        return Promise.reject(
          Object.assign(new TypeError(`Malformed_HTTP_Response fetching "${url}"`), details),
        )
      }) as typeof fetch
      const plain = {
        signatureMethod: 'PLAINTEXT',
        transmission: 'query',
        exposePlaintextSecrets: true,
      } as const
      await new OAuth1Session({ ...KEYS, ...plain, fetch: thrower }).get(
        'https://api.example.com/x',
      )
    },
  },
  octets('the answer is no HTTP', 'says that what came is no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'),
  octets(
    'the head is larger than 16 KiB',
    'stops reading',
    `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(100_000)}\r\n\r\n`,
    /head of its answer is too long/,
  ),
  octets(
    'two lengths for one body',
    'refuses the answer: one of them smuggles',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nokok',
  ),
  octets(
    'a line of the head without a colon',
    'refuses the answer',
    'HTTP/1.1 200 OK\r\nno colon here\r\n\r\nok',
  ),
  badBody(
    'the body is shorter than its length',
    'the reading fails; nothing is sent again',
    'Content-Length: 100',
    'ten octets',
  ),
  badBody(
    'a chunk of the body is broken',
    'the reading fails; nothing is sent again',
    'Transfer-Encoding: chunked',
    'zz\r\nok',
  ),
  badBody(
    'the body says gzip and is none',
    'the reading fails; nothing is sent again',
    'Content-Encoding: gzip\r\nContent-Length: 9',
    'not gzip!',
  ),
  {
    fault: 'the gzip body is cut off, and its chunks are whole',
    answer: 'hands over what there is, as `fetch` does in Node: a JSON parser notices',
    error: 'SyntaxError',
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => {
        const part = gzipSync(JSON.stringify({ list: 'a body '.repeat(1000) })).subarray(0, -20)
        say(socket, '200 OK', ['Content-Encoding: gzip'], part)
      })
      await (await session.get(`${origin}/x`)).json()
    },
  },
  {
    fault: 'interim answers (103) before the real one',
    answer: 'waits for the real one',
    error: null,
    async run(t) {
      const { origin } = await startHostileServer(t, (socket) => {
        socket.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'.repeat(20))
        say(socket, '200 OK', [], 'ok')
      })
      assert.equal(await (await session.get(`${origin}/x`)).text(), 'ok')
    },
  },
  {
    fault: 'an http server where https was asked for',
    answer: 'says that TLS failed; nothing of the request was sent',
    error: 'connection-failed',
    says: /no secure connection/,
    async run(t) {
      let heard = ''
      const origin = await listen(
        t,
        createServer((socket) => {
          socket
            .on('error', () => {})
            .once('data', (chunk: Buffer) => {
              heard = chunk.toString('latin1')
              socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
            })
        }),
      )
      try {
        await session.get(`${origin.replace('http:', 'https:')}/x`)
      } finally {
        assert.doesNotMatch(heard, /oauth|GET/)
      }
    },
  },
  {
    fault: 'a certificate that nobody vouches for',
    answer: 'says that TLS failed; nothing of the request was sent, and no option waives it',
    error: 'connection-failed',
    says: /no secure connection/,
    async run(t) {
      let octetsOfRequest = 0
      const origin = await listen(
        t,
        createTlsServer(selfSigned, (socket) => {
          socket
            .on('error', () => {})
            .on('data', (chunk) => {
              octetsOfRequest += chunk.length
            })
        }),
      )
      try {
        await session.get(`${origin.replace('http:', 'https:')}/x`)
      } finally {
        assert.equal(octetsOfRequest, 0)
      }
    },
  },
]

async function listen(t: TestContext, server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const NETWORK: FaultTable = {
  title: 'The network, and servers that hardly speak HTTP',
  faults,
}
