/** How many connections a server has. RFC 5849 §4.10 */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

const CONNECTIONS = 1000

/** Closes the connection that has made no request for longest, wherever there is one too many. */
export function limitConnections(server: Server, limit: number = CONNECTIONS): void {
  const connections = new Set<Socket>()
  const use = (socket: Socket): void => {
    connections.delete(socket)
    connections.add(socket)
  }
  server.on('connection', (socket) => {
    socket.once('close', () => connections.delete(socket))
    use(socket)
    const [oldest] = connections
    if (connections.size > limit) oldest!.destroy()
  })
  server.on('request', ({ socket }: IncomingMessage) => use(socket))
}
