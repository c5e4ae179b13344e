/** A client for these tests: it signs with the core and sends with fetch, without src/client. */
import type { TestContext } from 'node:test'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts'
import {
  parseForm,
  type RequestToSign,
  signRequest,
  type SigningOptions,
} from '../../../src/signing/index.ts'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as a form. */
  readonly form: Readonly<Record<string, string>>
}

/** The credentials of a token, and of its client if it is not the first one. */
export type Signing = Partial<SigningOptions>

export interface Client {
  readonly sandbox: Sandbox
  /** Signs and sends a request. The method defaults to GET. */
  call(url: string, signing?: Signing, request?: Partial<RequestToSign>): Promise<Reply>
  requestToken(callback?: string | null, signing?: Signing): Promise<Reply>
  /** Step 2, with automatic approval. Returns the verifier. */
  approve(token: string): Promise<string>
  accessToken(temporary: Signing, verifier: string | null, signing?: Signing): Promise<Reply>
  /** Steps 1 and 2: approved temporary credentials and their verifier. */
  approved(signing?: Signing): Promise<{ readonly temporary: Signing; readonly verifier: string }>
  /** All three steps: token credentials to sign with. */
  login(signing?: Signing): Promise<Signing>
}

export const CALLBACK = 'http://127.0.0.1:9/callback'

/** Starts a sandbox that is closed after the test, even if the test fails. */
export async function open(test: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  test.after(() => sandbox.close())
  return sandbox
}

/** Starts a sandbox with a client. Approval defaults to automatic. */
export async function start(test: TestContext, options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await open(test, { approval: 'automatic', ...options })
  const { consumerKey, consumerSecret } = sandbox
  const client: Client = {
    sandbox,
    call: (url, signing = {}, request = {}) =>
      send(
        signRequest(
          { method: 'GET', url, ...request },
          { consumerKey, consumerSecret, ...signing },
        ),
      ),
    requestToken: (callback = CALLBACK, signing = {}) =>
      client.call(sandbox.requestTokenUrl, signing, { method: 'POST', callback }),
    async approve(token) {
      const { headers } = await get(`${sandbox.authorizeUrl}?oauth_token=${token}`)
      return new URL(headers.get('location')!).searchParams.get('oauth_verifier')!
    },
    accessToken: (temporary, verifier, signing = {}) =>
      client.call(
        sandbox.accessTokenUrl,
        { ...signing, ...temporary },
        { method: 'POST', verifier },
      ),
    async approved(signing = {}) {
      const temporary = credentials(await client.requestToken(CALLBACK, signing))
      return { temporary, verifier: await client.approve(temporary.token!) }
    },
    async login(signing = {}) {
      const { temporary, verifier } = await client.approved(signing)
      return { ...signing, ...credentials(await client.accessToken(temporary, verifier, signing)) }
    },
  }
  return client
}

/** The token and its secret in a reply. */
export function credentials({ form }: Reply): Signing {
  return { token: form['oauth_token']!, tokenSecret: form['oauth_token_secret']! }
}

export interface Sendable {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | Uint8Array | null
}

/** Sends a request unchanged. */
export async function send({ method, url, headers, body }: Sendable): Promise<Reply> {
  const lines = headers.map(([name, value]): [string, string] => [name, value])
  const response = await fetch(url, { method, headers: lines, body, redirect: 'manual' })
  const text = await response.text()
  const pairs = parseForm(text.trim()).map(
    ([name, value]) => [String(name), String(value)] as const,
  )
  return {
    status: response.status,
    headers: response.headers,
    text,
    form: Object.fromEntries(pairs),
  }
}

export const get = (url: string): Promise<Reply> =>
  send({ method: 'GET', url, headers: [], body: null })

/** Posts a form without signing it, as a browser does. */
export function post(url: string, fields: Readonly<Record<string, string>>): Promise<Reply> {
  const headers = [['Content-Type', 'application/x-www-form-urlencoded']] as const
  return send({ method: 'POST', url, headers, body: new URLSearchParams(fields).toString() })
}

/** The consumer key and secret of a client, as signing options. */
export function keysOf({ sandbox }: Client): { consumerKey: string; consumerSecret: string } {
  const { consumerKey, consumerSecret } = sandbox
  return { consumerKey, consumerSecret }
}
