/** Limits the number of connections of a server. RFC 5849 §4.10 */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

const MAX_CONNECTIONS = 1000

/** Beyond the limit, closes the connection whose last request is the oldest. */
export function limitConnections(server: Server, limit: number = MAX_CONNECTIONS): void {
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
