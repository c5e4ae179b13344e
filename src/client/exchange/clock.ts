/**
 * The clocks of servers that differ from the local clock. RFC 5849 §3.3 defines no way to
 * synchronize them.
 */
import { invalidOption, isLoopback, type OptionKinds } from '../../internal/index.ts'
import { fail, type Parameter, type SigningOptions } from '../../signing/index.ts'

export interface ClockOptions {
  /**
   * Learns the clock of a server that refuses a timestamp from its reply, and sends the request
   * once more. The offset is kept if that request succeeds. It has no effect over http, except on
   * loopback, and with the option `timestamp`.
   *
   * @default true
   */
  readonly correctClock?: boolean
  /** The learned offsets. Sessions may share a Clock. Defaults to one of the session's own. */
  readonly clock?: Clock
  /**
   * The largest offset that is learned, in seconds.
   *
   * @default 86400
   */
  readonly maxClockOffset?: number
}

export const CLOCK_OPTIONS: OptionKinds<ClockOptions> = {
  correctClock: 'flag',
  clock: 'any',
  maxClockOffset: 'any',
}

/** One day. */
export const DEFAULT_MAX_CLOCK_OFFSET = 86_400

/** Whether the replies of servers may correct the timestamps of a session. */
export const correctsClock = ({
  correctClock,
  timestamp,
}: ClockOptions & Pick<SigningOptions, 'timestamp'>): boolean =>
  correctClock !== false && timestamp === undefined

/** The clock of a session. @throws CountersignError `invalid-option` */
export function requireClock({ clock = new Clock(), maxClockOffset = 0 }: ClockOptions): Clock {
  if (typeof maxClockOffset !== 'number' || !(maxClockOffset >= 0)) {
    fail(
      'invalid-option',
      '3.3',
      `maxClockOffset is ${String(maxClockOffset)}`,
      'give seconds, 0 or more',
    )
  }
  if (clock instanceof Clock) return clock
  throw invalidOption('"clock" of a session is not a Clock', 'make it with new Clock()', ['clock'])
}

interface LearnedOffset {
  /** In seconds. */
  readonly offset: number
  /** The result of `clockStart` when the offset was learned. */
  readonly start: number
  /** Whether a request with this offset succeeded. */
  readonly isProven: boolean
}

/**
 * The learned offsets of server clocks, by origin. They are valid until the local clock is set.
 *
 * @example new Clock().offset('https://api.example.com/') // 0
 */
export class Clock {
  readonly #learned = new Map<string, LearnedOffset>()

  /**
   * The offset of a server's clock from the local clock, in seconds. It is 0 for an unknown server.
   *
   * @example clock.offset('https://api.example.com/') // 0
   */
  offset(url: string): number {
    if (this.#learned.size === 0) return 0
    const { origin } = new URL(url)
    const learned = this.#learned.get(origin)
    // The local clock was set since then, so the offset is wrong now.
    const isOutdated =
      learned !== undefined && Math.abs(clockStart() - learned.start) > CLOCK_STEP_TOLERANCE
    if (isOutdated) this.#learned.delete(origin)
    return isOutdated ? 0 : (learned?.offset ?? 0)
  }

  /**
   * Stores an offset, in seconds, that no request has proven yet.
   *
   * @example clock.suggest('https://api.example.com/', 120)
   */
  suggest(url: string, offset: number): void {
    this.#set(url, offset, false)
  }

  /**
   * Marks an offset as proven, after a request with it succeeded.
   *
   * @example clock.confirm('https://api.example.com/', 120)
   */
  confirm(url: string, offset: number): void {
    const learned = this.#learned.get(new URL(url).origin)
    if (learned?.offset !== offset || !learned.isProven) this.#set(url, offset, true)
  }

  /**
   * Removes an offset after a request with it failed. A proven offset stays.
   *
   * @example clock.reject('https://api.example.com/', 120)
   */
  reject(url: string, offset: number): void {
    const { origin } = new URL(url)
    const learned = this.#learned.get(origin)
    if (learned?.offset === offset && !learned.isProven) this.#learned.delete(origin)
  }

  /**
   * Removes the offset of a server that refuses it, proven or not.
   *
   * @example clock.forget('https://api.example.com/')
   */
  forget(url: string): void {
    this.#learned.delete(new URL(url).origin)
  }

  #set(url: string, offset: number, isProven: boolean): void {
    this.#learned.set(new URL(url).origin, { offset, start: clockStart(), isProven })
  }
}

/** In milliseconds. Time servers adjust the local clock by small steps, which no server refuses. */
const CLOCK_STEP_TOLERANCE = 2000

/**
 * The start of this process by the local clock, in milliseconds. It changes only when that clock is
 * set.
 */
const clockStart = (): number => Date.now() - performance.now()

/**
 * Whether a reply is authentic: over plain http, an attacker on the network could change the
 * offset.
 */
export function isTrustedForTime(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname)
}

/**
 * The time of a server that refused a timestamp, in seconds since 1970. The Date header counts if
 * it is within `oauth_acceptable_timestamps`, or if there is no such range. Otherwise the middle of
 * the range counts.
 *
 * @param details the parameters of the problem
 * @param date the value of the header
 * @returns `null` if neither has a plausible time
 */
export function readServerTime(details: readonly Parameter[], date: string | null): number | null {
  const sent = Math.floor(Date.parse(date ?? '') / 1000)
  const range = details.find(([name]) => name === 'oauth_acceptable_timestamps')?.[1] ?? ''
  const [, from, to] = /^(\d{1,12})-(\d{1,12})$/.exec(String(range)) ?? []
  const [first, last] = [Number(from), Number(to)]
  const middle = Math.round((first + last) / 2)
  const isRange = from !== undefined && first <= last && isPlausible(middle)
  if (isRange && !(sent >= first && sent <= last)) return middle
  return isPlausible(sent) ? sent : null
}

/** From the year 2000 up to 2200. */
const isPlausible = (time: number): boolean =>
  time >= Date.UTC(2000) / 1000 && time < Date.UTC(2200) / 1000
