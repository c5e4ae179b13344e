// A web application whose users log in to a service, with plain node:http: each browser gets its own login, and no other.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CountersignError, type OAuth1Session, OAuth1Service, type PendingLogin } from '../src/index.ts'

const env = (name: string): string => process.env[`COUNTERSIGN_${name}`] ?? ''

const service = new OAuth1Service({
  consumerKey: env('CONSUMER_KEY'),
  consumerSecret: env('CONSUMER_SECRET'),
  requestTokenUrl: env('REQUEST_TOKEN_URL'),
  authorizeUrl: env('AUTHORIZE_URL'),
  accessTokenUrl: env('ACCESS_TOKEN_URL'),
  baseUrl: env('BASE_URL'),
})

/** What the server knows of a browser. A real application keeps it in its own store; it holds secrets. */
interface Visitor {
  readonly id: string
  pending: PendingLogin | null
  session: OAuth1Session | null
}
const visitors = new Map<string, Visitor>()

function visitorOf(request: IncomingMessage): Visitor {
  const id = /(?:^|; )visitor=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  return visitors.get(id) ?? welcome({ pending: null, session: null })
}

function welcome(known: Omit<Visitor, 'id'>): Visitor {
  const visitor = { id: randomBytes(24).toString('base64url'), ...known }
  visitors.set(visitor.id, visitor)
  return visitor
}

function answer(response: ServerResponse, visitor: Visitor, status: number, body: string, location?: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    // Lax: it comes along when the service sends the browser back. Over https, add Secure.
    'Set-Cookie': `visitor=${visitor.id}; Path=/; HttpOnly; SameSite=Lax`,
    ...(location !== undefined && { Location: location }),
  })
  response.end(body)
}

async function login(response: ServerResponse, visitor: Visitor): Promise<void> {
  const { authorizeUrl, pending } = await service.begin({ session: visitor.id, callback: `${origin()}/callback` })
  visitor.pending = pending
  answer(response, visitor, 303, '', authorizeUrl)
}

async function callback(request: IncomingMessage, response: ServerResponse, visitor: Visitor): Promise<void> {
  const session = await service.finish(visitor.pending, request.url!, {
    session: visitor.id,
    claim: () => visitors.delete(visitor.id),
  })
  // Another ID from now on, which nobody can have planted or seen before.
  answer(response, welcome({ pending: null, session }), 303, '', '/')
}

async function home(response: ServerResponse, visitor: Visitor): Promise<void> {
  if (visitor.session === null) return answer(response, visitor, 200, '<form method="post" action="/login"><button>Log in</button></form>')
  const { status } = await visitor.session.get('repositories/me/repo/branches')
  answer(response, visitor, 200, `<p>You are in: the service answers ${status}.</p>`)
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const visitor = visitorOf(request)
  try {
    const [path] = request.url!.split('?')
    if (request.method === 'POST' && path === '/login') await login(response, visitor)
    else if (request.method === 'GET' && path === '/callback') await callback(request, response, visitor)
    else if (request.method === 'GET' && path === '/') await home(response, visitor)
    else answer(response, visitor, 404, 'There is nothing here.')
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    answer(response, visitor, 403, `That did not work (${error.code}). <a href="/">Start again</a>`)
  }
}

const server = createServer((request, response) => void serve(request, response))
const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => console.log(origin()))
