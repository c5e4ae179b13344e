/** Which path leads where, and by which methods. */
import { type Answer, text } from './answer.ts'
import { authorize } from './authorization.ts'
import type { IncomingRequest } from './incoming-request.ts'
import type { Provider } from './provider.ts'
import { branches, echo } from './resources.ts'
import { requestToken } from './temporary-credentials.ts'
import { accessToken } from './token-credentials.ts'

interface Route {
  readonly path: RegExp
  /** `null`: every method. */
  readonly methods: readonly string[] | null
  readonly handle: (request: IncomingRequest, provider: Provider) => Answer | Promise<Answer>
}

const ROUTES: readonly Route[] = [
  { path: /^\/oauth\/request_token$/, methods: ['GET', 'POST'], handle: requestToken },
  { path: /^\/oauth\/authorize$/, methods: ['GET', 'POST'], handle: authorize },
  { path: /^\/oauth\/access_token$/, methods: ['GET', 'POST'], handle: accessToken },
  { path: /^\/1\.0\/repositories\/[^/]+\/[^/]+\/branches$/, methods: ['GET', 'HEAD'], handle: branches },
  { path: /^\/echo(\/|$)/, methods: null, handle: echo },
]

export async function route(request: IncomingRequest, provider: Provider): Promise<Answer> {
  const found = ROUTES.find(({ path }) => path.test(request.path))
  if (found === undefined) return text(404, 'There is nothing here.')
  if (found.methods?.includes(request.method) === false) {
    const allowed = found.methods.join(', ')
    return text(405, `This takes ${allowed}.`, [['Allow', allowed]])
  }
  return found.handle(request, provider)
}
