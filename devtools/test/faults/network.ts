// Faults of the network, and responses that violate HTTP.
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

/** A fault that consists of the octets of one response. */
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

/** A body that contradicts its headers. */
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
        assert.equal(requests.length, 1, 'no retry after a response has begun')
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
    assert.equal(new Set(requests.map(nonceOf)).size, attempts, 'each attempt has a new nonce')
  }
}

const faults: readonly Fault[] = [
  {
    fault: 'the host name of the server does not exist',
    answer: 'reports that the name was not found',
    error: 'connection-failed',
    says: /name was not found/,
    run: () => session.get('http://nowhere.invalid/x'),
  },
  {
    fault: 'no server listens on the port',
    answer: 'reports that the connection was refused, and does not retry',
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
    fault: 'the server accepts the request and never responds',
    answer: 'fails at the timeout, and does not retry',
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
    fault: 'the server sends headers and never completes the body',
    answer: 'fails at the timeout, which covers the body',
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
    fault: 'a custom fetch never settles and ignores its signal',
    answer: 'fails at the timeout',
    error: 'timeout',
    async run() {
      const deaf = new OAuth1Session({ ...KEYS, fetch: () => new Promise(() => {}) })
      await deaf.get('https://api.example.com/x', { timeout: 50 })
    },
  },
  {
    fault: 'a hundred consecutive calls use one signal',
    answer: 'removes the listener of each completed call',
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
    fault: 'the connection breaks once before the response to a GET',
    answer: 'retries once, with a new signature',
    error: null,
    run: (t) => breaksBeforeAnswer(t, 'GET', 1),
  },
  {
    fault: 'the connection breaks before every response to a GET',
    answer: 'fails after the second attempt',
    error: 'connection-failed',
    says: /connection broke/,
    run: (t) => breaksBeforeAnswer(t, 'GET', 9),
  },
  {
    fault: 'the connection breaks before the response to a POST',
    answer: 'does not retry, because the server may have processed the request',
    error: 'connection-failed',
    says: /connection broke/,
    run: (t) => breaksBeforeAnswer(t, 'POST', 9),
  },
  {
    fault: 'the error of a runtime contains a URL whose query contains the secrets of PLAINTEXT',
    answer: 'removes the query from the error and all of its causes',
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
  octets(
    'the response is not HTTP',
    'reports that the response is not HTTP',
    'SSH-2.0-OpenSSH_9.2\r\n',
  ),
  octets(
    'the response headers are larger than 16 KiB',
    'stops reading',
    `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(100_000)}\r\n\r\n`,
    /head of its answer is too long/,
  ),
  octets(
    'the response has two Content-Length headers',
    'refuses the response, which allows response smuggling',
    'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nokok',
  ),
  octets(
    'a header line has no colon',
    'refuses the response',
    'HTTP/1.1 200 OK\r\nno colon here\r\n\r\nok',
  ),
  badBody(
    'the body is shorter than its Content-Length',
    'reading the body fails; the request is not retried',
    'Content-Length: 100',
    'ten octets',
  ),
  badBody(
    'a chunk of the body is malformed',
    'reading the body fails; the request is not retried',
    'Transfer-Encoding: chunked',
    'zz\r\nok',
  ),
  badBody(
    'the Content-Encoding is gzip and the body is not gzip',
    'reading the body fails; the request is not retried',
    'Content-Encoding: gzip\r\nContent-Length: 9',
    'not gzip!',
  ),
  {
    fault: 'the gzip body is truncated and its chunks are complete',
    answer: 'returns the truncated body, like `fetch` in Node; a JSON parser detects it',
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
    fault: 'interim responses (103) before the final response',
    answer: 'waits for the final response',
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
    fault: 'an http server at an https URL',
    answer: 'reports that TLS failed, and sends no part of the request',
    error: 'connection-failed',
    says: /no secure connection/,
    async run(t) {
      let received = ''
      const origin = await listen(
        t,
        createServer((socket) => {
          socket
            .on('error', () => {})
            .once('data', (chunk: Buffer) => {
              received = chunk.toString('latin1')
              socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
            })
        }),
      )
      try {
        await session.get(`${origin.replace('http:', 'https:')}/x`)
      } finally {
        assert.doesNotMatch(received, /oauth|GET/)
      }
    },
  },
  {
    fault: 'a self-signed certificate',
    answer:
      'reports that TLS failed, and sends no part of the request; no option disables the check',
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
  title: 'Network and HTTP',
  faults,
}
