/** The clocks of servers, as far as they differ from ours. RFC 5849 §3.3 leaves it to both sides to agree on the time. */
import type { Parameter } from '../signing/index.ts'

interface Learned {
  /** In seconds. */
  readonly offset: number
  readonly start: number
  /** Whether a request with it succeeded. */
  readonly isProven: boolean
}

/** What sessions have learned, by origin, for as long as the clock of this machine runs on undisturbed. */
export class Clock {
  readonly #learned = new Map<string, Learned>()

  /** What to add to our time for a server's, in seconds. */
  offset(url: string): number {
    if (this.#learned.size === 0) return 0
    const { origin } = new URL(url)
    const learned = this.#learned.get(origin)
    // The clock was set since: what was learned from the wrong one is wrong now.
    const isOutdated = learned !== undefined && Math.abs(clockStart() - learned.start) > TOLERANCE
    if (isOutdated) this.#learned.delete(origin)
    return isOutdated ? 0 : (learned?.offset ?? 0)
  }

  /** Takes an offset on trial: the next request has it, and shows whether it is right. */
  suggest(url: string, offset: number): void {
    this.#set(url, offset, false)
  }

  /** Keeps an offset: a request with it succeeded. */
  confirm(url: string, offset: number): void {
    const learned = this.#learned.get(new URL(url).origin)
    if (learned?.offset !== offset || !learned.isProven) this.#set(url, offset, true)
  }

  /** Ends the trial of an offset: a request with it failed. One that is proven stays. */
  reject(url: string, offset: number): void {
    const { origin } = new URL(url)
    const learned = this.#learned.get(origin)
    if (learned?.offset === offset && !learned.isProven) this.#learned.delete(origin)
  }

  /** Drops what was learned of a server that refused it. */
  forget(url: string): void {
    this.#learned.delete(new URL(url).origin)
  }

  #set(url: string, offset: number, isProven: boolean): void {
    this.#learned.set(new URL(url).origin, { offset, start: clockStart(), isProven })
  }
}

/** In milliseconds: small jumps are the daily work of time servers, and no server is so strict. */
const TOLERANCE = 2000

/** When this process started by the clock of today; a clock that is not set meanwhile always gives the same. */
const clockStart = (): number => Date.now() - performance.now()

/** Whether what comes from there is from the server itself: a stranger on the way cannot set our clock. */
export function isTrustedForTime(url: URL): boolean {
  return url.protocol === 'https:' || /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname)
}

/**
 * The time of a server that refused a timestamp, in seconds since 1970: of its Date header, unless that is not within
 * the timestamps that it calls acceptable, and then the middle of these.
 */
export function readServerTime(details: readonly Parameter[], date: string | null): number | null {
  const sent = Math.floor(Date.parse(date ?? '') / 1000)
  const range = details.find(([name]) => name === 'oauth_acceptable_timestamps')?.[1] ?? ''
  const [, from, to] = /^(\d{1,12})-(\d{1,12})$/.exec(String(range)) ?? []
  const [first, last] = [Number(from), Number(to)]
  const middle = Math.round((first + last) / 2)
  const isRange = from !== undefined && first <= last && isOfOurTimes(middle)
  if (isRange && !(sent >= first && sent <= last)) return middle
  return isOfOurTimes(sent) ? sent : null
}

/** From the year 2000 up to 2200: what else a server says cannot be its time. */
const isOfOurTimes = (time: number): boolean =>
  time >= Date.UTC(2000) / 1000 && time < Date.UTC(2200) / 1000
