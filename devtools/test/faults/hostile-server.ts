// A server at the level of sockets, which says octet by octet what no honest server says.
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface HostileServer {
  readonly origin: string
  /** Each request that came in whole, as text. */
  readonly requests: readonly string[]
}

/** Called for each request that is there, with its number, the first being 1. */
type Answer = (socket: Socket, request: string, number: number) => void

/** It is closed, with all of its connections, when the test ends. */
export async function startHostileServer(t: TestContext, answer: Answer): Promise<HostileServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // What a client does to a hostile server is of no interest.
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!isWhole(text)) return
      const request = text
      text = ''
      answer(socket, request, requests.push(request))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** Whether the head is there, and as much of a body as it announces. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const [, length = '0'] = /^content-length: *(\d+)/im.exec(text.slice(0, end)) ?? []
  return text.length >= end + 4 + Number(length)
}

/** A whole answer. */
export function say(
  socket: Socket,
  status: string,
  headers: readonly string[] = [],
  body: string | Buffer = '',
): void {
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
  ].join('\r\n')
  socket.write(`${head}\r\n\r\n`)
  socket.write(body)
}

/** The nonce of a request, from its Authorization header. */
export function nonceOf(request: string): string {
  return /oauth_nonce="([^"]+)"/.exec(request)?.[1] ?? ''
}
