/** Maps paths and methods to handlers. */
import { parseForm } from 'countersign/signing'
import { type Answer, text } from './http/answer.ts'
import { authorize } from './authorization.ts'
import { type Behaviour, originOf, type SandboxUrls } from './behaviour.ts'
import { carries, type IncomingRequest } from './http/incoming-request.ts'
import type { Provider } from './provider.ts'
import { renewToken, revokeToken } from './credentials/renewal.ts'
import { branches, echo } from './resources.ts'
import { requestToken } from './credentials/temporary.ts'
import { accessToken } from './credentials/token.ts'

interface Route {
  readonly isAt: (request: IncomingRequest, behaviour: Behaviour) => boolean
  /** `null` allows every method. */
  readonly methods: (behaviour: Behaviour) => readonly string[] | null
  readonly handle: (request: IncomingRequest, provider: Provider) => Answer | Promise<Answer>
}

const at =
  (name: keyof SandboxUrls): Route['isAt'] =>
  (request, { urls }) =>
    isPlace(request, urls[name])
const below =
  (path: RegExp): Route['isAt'] =>
  (request) =>
    path.test(request.path)

const ROUTES: readonly Route[] = [
  {
    isAt: isRequestTokenCall,
    methods: (behaviour) => behaviour.requestTokenMethods,
    handle: requestToken,
  },
  { isAt: at('authorize'), methods: () => ['GET', 'POST'], handle: authorize },
  {
    isAt: at('accessToken'),
    methods: (behaviour) => behaviour.accessTokenMethods,
    handle: accessToken,
  },
  { isAt: isRenewal, methods: (behaviour) => behaviour.renewMethods, handle: renewToken },
  { isAt: at('revoke'), methods: (behaviour) => behaviour.revokeMethods, handle: revokeToken },
  {
    isAt: below(/^\/1\.0\/repositories\/[^/]+\/[^/]+\/branches$/),
    methods: () => ['GET', 'HEAD'],
    handle: branches,
  },
  { isAt: below(/^\/echo(\/|$)/), methods: () => null, handle: echo },
]

export async function route(request: IncomingRequest, provider: Provider): Promise<Answer> {
  const { behaviour } = provider
  const found = ROUTES.find(({ isAt }) => isAt(request, behaviour))
  if (found === undefined) return text(404, 'This path does not exist.')
  const methods = found.methods(behaviour)
  if (methods?.includes(request.method) === false) {
    const allowed = methods.join(', ')
    return text(405, `This path accepts ${allowed}.`, [['Allow', allowed]])
  }
  return found.handle(request, provider)
}

/** If one URL answers both calls, a call with a token is an access-token call. */
function isRequestTokenCall(request: IncomingRequest, { urls }: Behaviour): boolean {
  if (!isPlace(request, urls.requestToken)) return false
  return urls.requestToken !== urls.accessToken || !carries(request, 'oauth_token')
}

function isRenewal(request: IncomingRequest, { urls, renewal }: Behaviour): boolean {
  return renewal !== null && isPlace(request, urls.renew)
}

/** The query of the request must hold all parameters of the place's query, in any order. */
function isPlace({ standsFor, path, query }: IncomingRequest, place: string): boolean {
  const { pathname, search } = new URL(place, 'http://127.0.0.1')
  if (originOf(place) !== standsFor || pathname !== path) return false
  if (search === '') return true
  const given = parseForm(query)
  return parseForm(search.slice(1)).every((own) =>
    given.some((pair) => pair[0] === own[0] && pair[1] === own[1]),
  )
}
