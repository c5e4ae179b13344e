/**
 * Replaces node:test in the test files of a run. It runs only selected tests, and reports to an
 * observer which one is running and which one fails. node:test runs the tests themselves.
 */
import * as real from 'node:test'

export { mock } from 'node:test'
export { test as default, test as it, describe as suite }

/** Selects tests and is notified of them, by the test's file and name. */
export interface Observer {
  isChosen(test: string): boolean
  started(test: string): void
  ended(test: string): void
  failed(test: string, error: unknown): void
}

type Body = (...args: readonly never[]) => unknown
type Given = readonly (string | object | Body | undefined)[]

const counts = new Map<string, number>()
let file = ''
let observer: Observer | null = null
/** The tests and hooks of the file that is being loaded, or `null` while its tests run. */
let asked: (() => void)[] | null = null

/**
 * Loads one test file and runs its tests, or runs them backwards to find dependencies between them.
 */
export async function runFile(
  name: string,
  url: string,
  watching: Observer,
  isBackwards: boolean,
): Promise<void> {
  file = name
  observer = watching
  const actions: (() => void)[] = []
  asked = actions
  await import(url)
  asked = null
  await new Promise<void>((resolve) => {
    real.suite(file, () => {
      for (const action of isBackwards ? actions.reverse() : actions) action()
      real.after(() => resolve())
    })
  })
}

/** Waits until the whole file is loaded, so that its hooks belong to its own suite. */
function later(action: () => void): void {
  if (asked === null) action()
  else asked.push(action)
}

type Register = (...given: Given) => void

const adding =
  (add: unknown): Register =>
  (...given) =>
    later(() => addTest(add as Register, given))

export const test: Register & { readonly skip: Register; readonly todo: Register } = Object.assign(
  adding(real.test),
  { skip: adding(real.test.skip), todo: adding(real.test.todo) },
)

export function describe(...given: Given): void {
  later(() => {
    ;(real.describe as Register)(...given)
  })
}

export function before(...given: Parameters<typeof real.before>): void {
  later(() => real.before(...given))
}

export function after(...given: Parameters<typeof real.after>): void {
  later(() => real.after(...given))
}

export function beforeEach(...given: Parameters<typeof real.beforeEach>): void {
  later(() => real.beforeEach(...given))
}

export function afterEach(...given: Parameters<typeof real.afterEach>): void {
  later(() => real.afterEach(...given))
}

function addTest(add: Register, given: Given): void {
  const title = `${file}: ${String(given[0])}`
  const count = (counts.get(title) ?? 0) + 1
  counts.set(title, count)
  const name = count === 1 ? title : `${title} (${count})`
  if (!observer!.isChosen(name)) return
  const watched = given.map((one) => (typeof one === 'function' ? watch(one as Body, name) : one))
  add(...watched)
}

function watch(body: Body, name: string): Body {
  return async (...args) => {
    observer!.started(name)
    try {
      return await body(...args)
    } catch (error) {
      observer!.failed(name, error)
      throw error
    } finally {
      observer!.ended(name)
    }
  }
}
