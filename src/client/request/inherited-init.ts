/** The init members that a new request takes over from the Request it replaces. */

/** Members that every Request shows, without those that the client sets for each request. */
const STANDARD_MEMBERS = [
  'cache',
  'credentials',
  'integrity',
  'keepalive',
  'mode',
  'referrer',
  'referrerPolicy',
] as const
/** Members of some runtimes, for a proxy or a client certificate. */
const RUNTIME_MEMBERS = ['dispatcher', 'client'] as const

export interface Inherited {
  /** The init for a `fetch` of another URL. */
  readonly init: RequestInit
  /** Members that the Request may have been made with and does not show. */
  readonly hidden: readonly string[]
}

/** Reads the members of a Request for a request to another URL that replaces it. */
export function inheritedInit(request: Request): Inherited {
  const members = new Map<string, unknown>()
  // Some runtimes lack some of them.
  for (const name of STANDARD_MEMBERS)
    if (request[name] !== undefined) members.set(name, request[name])
  const hidden: string[] = []
  for (const name of RUNTIME_MEMBERS.filter(isTaken)) {
    const place = placeOf(name)
    if (place === null) hidden.push(name)
    else if (Reflect.get(request, place) != null) members.set(name, Reflect.get(request, place))
  }
  return { init: Object.fromEntries(members), hidden }
}

/** For Requests that are made to inspect the runtime, and never sent. */
const PROBE_URL = 'http://localhost/'

/** Whether the constructor of Request reads a member of its init. */
function isTaken(name: string): boolean {
  let isRead = false
  const init = Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      isRead = true
    },
  })
  new Request(PROBE_URL, init)
  return isRead
}

/** The key under which a Request shows a member of its init. `null` if it shows it nowhere. */
function placeOf(name: string): string | symbol | null {
  const mark = {}
  try {
    const request = new Request(PROBE_URL, { [name]: mark })
    return Reflect.ownKeys(request).find((key) => Reflect.get(request, key) === mark) ?? null
  } catch {
    // The runtime refuses a member that is not of its own class.
    return null
  }
}
