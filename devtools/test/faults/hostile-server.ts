// A TCP server that sends arbitrary octets, for responses that no HTTP library produces.
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

export interface HostileServer {
  readonly origin: string
  /** Each complete request, as text. */
  readonly requests: readonly string[]
}

/** Called for each complete request, with its number, counted from 1. */
type Answer = (socket: Socket, request: string, number: number) => void

/** Starts a server. The end of the test closes it with all of its connections. */
export async function startHostileServer(t: TestContext, answer: Answer): Promise<HostileServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Errors of the client's connection are irrelevant.
    socket.on('error', () => {})
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!isComplete(text)) return
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

/** Whether the text has the headers and a body of the announced length. */
function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const [, length = '0'] = /^content-length: *(\d+)/im.exec(text.slice(0, end)) ?? []
  return text.length >= end + 4 + Number(length)
}

/** Sends a complete response. */
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

/** The nonce in the Authorization header of a request. */
export function nonceOf(request: string): string {
  return /oauth_nonce="([^"]+)"/.exec(request)?.[1] ?? ''
}
