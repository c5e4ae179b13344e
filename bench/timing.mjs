// Rates of several functions, measured by turns so that all of them see the same machine.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const WARM_UP_MILLISECONDS = 200

setFlagsFromString('--expose-gc')
/** Collects all garbage, and runs the finalizers of native objects. */
export const collectGarbage = runInNewContext('gc')

/** The last result. The engine cannot leave out a call whose result is kept. */
export let kept

/**
 * Times calls of `call`. The heap is collected before, and once more within the time: an `Hmac`
 * object outlives a minor collection, and otherwise the function that runs next pays for it.
 * @returns a function from a number of calls to milliseconds
 */
export const timeCalls = (call) => (count) => {
  collectGarbage()
  const start = performance.now()
  for (let index = 0; index < count; index++) kept = call()
  collectGarbage()
  return performance.now() - start
}

/** `timeCalls` for a function that returns a promise. `prepare` makes what it is called with. */
export const timeAsyncCalls = (prepare, call) => async (count) => {
  const items = prepare(count)
  collectGarbage()
  const start = performance.now()
  for (const item of items) kept = await call(item)
  collectGarbage()
  return performance.now() - start
}

/**
 * Measures functions from a number of calls to milliseconds, each once in each round.
 * @returns `rates`: for each function, its calls a second in the rounds. `waitingShare`: the share
 * of the time in which the process waited for a processor, less what its helper threads ran.
 */
export async function measureByTurns(works, { rounds, milliseconds }) {
  const counts = []
  for (const time of works) counts.push(await countCalls(time, milliseconds))
  const rates = works.map(() => [])
  const [start, startOfUsage] = [performance.now(), process.cpuUsage()]
  for (let round = 0; round < rounds; round++) {
    for (const [index, time] of works.entries()) {
      rates[index].push((counts[index] / (await time(counts[index]))) * 1000)
    }
  }
  const { user, system } = process.cpuUsage(startOfUsage)
  return { rates, waitingShare: 1 - (user + system) / 1000 / (performance.now() - start) }
}

/** Calls a function until it is compiled. @returns how many calls take so many milliseconds */
async function countCalls(time, milliseconds) {
  let count = 1
  while ((await time(count)) < WARM_UP_MILLISECONDS) count *= 2
  return Math.ceil((count * milliseconds) / (await time(count)))
}
