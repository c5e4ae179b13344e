// A web application whose users log in to a service. It only needs node:http. Set PORT and the
// COUNTERSIGN_ variables.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CountersignError, OAuth1Service, type OAuth1Session } from '../src/index.ts'

const env = (name: string): string => process.env[`COUNTERSIGN_${name}`] ?? ''

const service = new OAuth1Service({
  consumerKey: env('CONSUMER_KEY'),
  consumerSecret: env('CONSUMER_SECRET'),
  requestTokenUrl: env('REQUEST_TOKEN_URL'),
  authorizeUrl: env('AUTHORIZE_URL'),
  accessTokenUrl: env('ACCESS_TOKEN_URL'),
  baseUrl: env('BASE_URL'),
})

/**
 * The state of a browser, here in memory. A pending login is plain JSON, for any store.
 */
interface Visitor {
  pending: unknown
  session: OAuth1Session | null
}

/** By the ID in the cookie of the browser. */
const visitors = new Map<string, Visitor>()

const server = createServer(async (request, response) => {
  try {
    await answer(request, response)
  } catch (error) {
    // After a prefetch that is answered 503, the browser sends the request again when the user
    // opens the page.
    const status =
      error instanceof CountersignError && error.code === 'callback-prefetched' ? 503 : 400
    if (error instanceof CountersignError) page(response, status, `${error.message}: ${error.hint}`)
    else page(response, 500, 'internal error')
  }
})
server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () =>
  console.log(`listening on ${origin()}`),
)

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = /(?:^|; )visitor=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const visitor = visitors.get(id)
  const route = `${request.method} ${request.url!.replace(/\?.*/s, '')}`
  if (route === 'GET /')
    return visitor?.session ? showBranches(response, visitor.session) : showLogin(response)
  if (route === 'POST /login') {
    const session = visitor ? id : admit(response, { pending: null, session: null })
    const { authorizeUrl, pending } = await service.begin({
      session,
      callback: `${origin()}/callback`,
    })
    visitors.get(session)!.pending = pending
    return redirect(response, authorizeUrl)
  }
  if (route === 'GET /callback' && visitor) {
    const { headers } = request
    const session = await service.finish(visitor.pending, request.url!, {
      session: id,
      headers,
      claim: () => claim(visitor),
    })
    // A new ID prevents session fixation: the ID from before the login is not valid anymore.
    visitors.delete(id)
    admit(response, { pending: null, session })
    return redirect(response, '/')
  }
  page(response, 404, 'not found')
}

/** Deletes the pending login. @returns whether it was there */
function claim(visitor: Visitor): boolean {
  const wasThere = visitor.pending !== null
  visitor.pending = null
  return wasThere
}

function admit(response: ServerResponse, visitor: Visitor): string {
  const id = randomBytes(24).toString('base64url')
  visitors.set(id, visitor)
  // With SameSite=Lax, the browser sends the cookie with the callback, and not with forms of other
  // sites. Over https, add Secure.
  response.setHeader('Set-Cookie', `visitor=${id}; HttpOnly; SameSite=Lax; Path=/`)
  return id
}

async function showBranches(response: ServerResponse, session: OAuth1Session): Promise<void> {
  const branches = await session.get('repositories/me/repo/branches', { requireOk: true })
  page(response, 200, Object.keys(Object(await branches.json())).join(', '))
}

function showLogin(response: ServerResponse): void {
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(
    '<!doctype html><title>Log in</title><form method="post" action="/login"><button>Log in</button></form>',
  )
}

function page(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(`${text}\n`)
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { Location: location }).end()
}

function origin(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
