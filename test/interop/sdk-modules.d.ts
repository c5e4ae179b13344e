/** What the tests use of packages that need not be there to check types. sdk-types.test.ts goes by their own. */
declare module 'ky' {
  interface KyOptions extends Omit<RequestInit, 'headers'> {
    readonly headers?: Readonly<Record<string, string>>
    readonly prefixUrl?: string
    readonly fetch?: typeof fetch
    readonly searchParams?: readonly (readonly [string, string])[]
    readonly json?: unknown
    readonly timeout?: number | false
    readonly retry?: number | { readonly limit: number; readonly delay?: () => number }
    readonly hooks?: {
      readonly beforeRequest?: readonly ((request: Request) => Request | void)[]
      readonly afterResponse?: readonly ((
        request: Request,
        options: object,
        response: Response,
      ) => Response | void)[]
    }
  }
  interface Ky {
    (
      input: string | URL | Request,
      options?: KyOptions,
    ): Promise<Response> & { json(): Promise<unknown> }
    create(defaults: KyOptions): Ky
    get: Ky
    post: Ky
    put: Ky
  }
  const ky: Ky
  export default ky
  export class HTTPError extends Error {
    readonly response: Response
  }
  export class TimeoutError extends Error {}
}

declare module 'openapi-fetch' {
  interface Call extends Omit<RequestInit, 'body'> {
    readonly params?: { readonly path?: object; readonly query?: object }
    readonly body?: unknown
    readonly bodySerializer?: (body: never) => RequestInit['body']
  }
  interface Result {
    readonly data?: unknown
    readonly error?: unknown
    readonly response: Response
  }
  interface Middleware {
    onRequest?(options: { readonly request: Request }): Request | void
    onResponse?(options: { readonly response: Response }): Response | void
    onError?(options: { readonly error: unknown }): Error | void
  }
  type Method = (path: string, call?: Call) => Promise<Result>
  export default function createClient(options: {
    readonly baseUrl: string
    readonly fetch: typeof fetch
  }): {
    readonly GET: Method
    readonly POST: Method
    readonly PUT: Method
    readonly DELETE: Method
    use(middleware: Middleware): void
  }
}

declare module 'flickr-sdk' {
  export class FetchTransport {
    fetch(url: string, init: RequestInit): Promise<Response>
    post(url: string, params: { entries(): Iterable<[string, string]> }): Promise<Response>
  }
  export class NullAuth {}
  export function createFlickr(
    auth: NullAuth,
    transport: FetchTransport,
  ): {
    flickr(method: string, params: Readonly<Record<string, string>>): Promise<unknown>
  }
}
