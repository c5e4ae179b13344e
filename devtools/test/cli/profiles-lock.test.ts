// The lock between processes: who holds it, when it is stale, and what becomes of it when its owner is told to end.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describeOwner, type LockOwner } from '../../src/cli/profiles/lock-owner.ts'
import { type LockOptions, type SteadyClock, withLock } from '../../src/cli/profiles/lock.ts'
import { temporaryFolder } from './run-cli.ts'

const ONCE = '0123456789abcdef'
const hasProc = existsSync('/proc/self/stat')

const lockIn = (context: TestContext): string => join(temporaryFolder(context).path, 'x.lock')
const ownerWith = (own: Partial<LockOwner> = {}): string =>
  JSON.stringify({ ...describeOwner(), once: ONCE, ...own })

/** A clock that goes on only where something waits, by a second each time. */
function steppingClock(
  onStep: (seconds: number) => void = () => {},
): SteadyClock & { seconds: number } {
  const clock = {
    seconds: 0,
    now: () => clock.seconds * 1000,
    wait: async () => onStep((clock.seconds += 1)),
  }
  return clock
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', ''])
  await once(child, 'exit')
  return child.pid!
}

/** Takes a lock whose holder leaves it as `text`. @returns after how many seconds of the stepping clock */
async function secondsUntilTaken(
  path: string,
  text: string,
  options: LockOptions = {},
): Promise<number> {
  writeFileSync(path, text)
  const clock = steppingClock()
  await withLock(path, () => {}, { patience: 3_600_000, clock, ...options })
  assert.ok(!existsSync(path), 'it is given back')
  return clock.seconds
}

test('a lock of a process that has ended is stale at once', async (context) => {
  const path = lockIn(context)
  assert.equal(await secondsUntilTaken(path, ownerWith({ pid: await deadPid() })), 0)
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test(
  'a lock whose pid is another process by now is stale at once',
  { skip: !hasProc },
  async (context) => {
    assert.equal(await secondsUntilTaken(lockIn(context), ownerWith({ started: '1' })), 0)
  },
)

test(
  'a lock of a process that has ended, and that its parent has not noticed, is stale at once',
  {
    skip: !hasProc,
  },
  async (context) => {
    const parent = spawn('sh', ['-c', 'sh -c : & echo $!; exec sleep 60'])
    context.after(() => parent.kill())
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string]
    const pid = Number(line)
    const stat = (): string => readFileSync(`/proc/${pid}/stat`, 'latin1')
    while (!/\) Z /.test(stat())) await wait(5)
    const started = stat().split(') ')[1]!.split(' ')[19]!
    assert.equal(await secondsUntilTaken(lockIn(context), ownerWith({ pid, started })), 0)
  },
)

test('a lock in which no owner stands is stale after two seconds without a sign of life', async (context) => {
  const path = lockIn(context)
  for (const text of [
    '',
    '{"pid":',
    'x',
    '{"pid":0}',
    ownerWith({ once: '../../x' }),
    ownerWith({ pid: -1 }),
  ]) {
    assert.equal(await secondsUntilTaken(path, text), 3, text)
  }
})

const ELSEWHERE: readonly (readonly [string, Partial<LockOwner>])[] = [
  ['another machine', { host: 'elsewhere' }],
  ['another container, or a time before the reboot', { place: 'another place' }],
]

for (const [where, own] of ELSEWHERE) {
  test(`a lock of ${where} is stale after twenty seconds without a sign of life`, async (context) => {
    // The pid is a living process here, and says nothing about one there.
    assert.equal(await secondsUntilTaken(lockIn(context), ownerWith(own)), 21)
    assert.equal(
      await secondsUntilTaken(lockIn(context), ownerWith({ ...own, pid: await deadPid() })),
      21,
    )
  })
}

test('a lock that shows life is never stale, however long it is held', async (context) => {
  const path = lockIn(context)
  writeFileSync(path, ownerWith({ host: 'elsewhere' }))
  const clock = steppingClock((seconds) => {
    if (seconds % 19 === 0 && seconds < 1000) utimesSync(path, seconds, seconds)
  })
  await withLock(path, () => {}, { patience: 3_600_000, clock })
  assert.equal(clock.seconds, 988 + 21)
})

test('a clock that was set neither makes a lock stale nor keeps it', async (context) => {
  const path = lockIn(context)
  for (const years of [-30, 30]) {
    const time = Date.now() / 1000 + years * 31_557_600
    writeFileSync(path, ownerWith())
    utimesSync(path, time, time)
    await assert.rejects(
      withLock(path, () => {}, { patience: 50 }),
      /locked by process/,
    )
    // From elsewhere, what counts is how long it shows no life.
    writeFileSync(path, ownerWith({ host: 'elsewhere' }))
    utimesSync(path, time, time)
    const clock = steppingClock()
    await withLock(path, () => {}, { patience: 3_600_000, clock })
    assert.equal(clock.seconds, 21)
  }
})

test('a lock of a living process is waited for, and named', { skip: !hasProc }, async (context) => {
  const path = lockIn(context)
  writeFileSync(path, ownerWith())
  const clock = steppingClock()
  await assert.rejects(
    withLock(path, () => assert.fail('it was taken'), { patience: 600_000, clock }),
    (error: Error & { code: string; hint: string }) =>
      error.code === 'usage' &&
      error.message.includes(`locked by process ${process.pid} on ${hostname()}`) &&
      error.hint.includes(path),
  )
  assert.equal(clock.seconds, 601)
  assert.equal(readFileSync(path, 'utf8'), ownerWith())
})

test('the wait for a lock ends with the reason of its signal', async (context) => {
  const path = lockIn(context)
  writeFileSync(path, ownerWith())
  const controller = new AbortController()
  const waiting = withLock(path, () => assert.fail('it was taken'), { signal: controller.signal })
  const reason = new Error('mine')
  controller.abort(reason)
  await assert.rejects(waiting, reason)
  await assert.rejects(
    withLock(path, () => assert.fail('it was taken'), { signal: controller.signal }),
    reason,
  )
})

test('a lock shows life while it is held', async (context) => {
  const path = lockIn(context)
  await withLock(
    path,
    async () => {
      const first = statSync(path, { bigint: true }).mtimeNs
      while (statSync(path, { bigint: true }).mtimeNs === first) await wait(5)
    },
    { beat: 5 },
  )
  await withLock(
    path,
    async () => {
      rmSync(path)
      await wait(30)
    },
    { beat: 5 },
  )
})

test('a lock that another process has taken meanwhile is left to it', async (context) => {
  const path = lockIn(context)
  await withLock(path, () => writeFileSync(path, ownerWith()))
  assert.equal(readFileSync(path, 'utf8'), ownerWith())
})

test('two that find the same stale lock do not both run', async (context) => {
  const path = lockIn(context)
  const pid = await deadPid()
  for (let round = 0; round < 20; round += 1) {
    writeFileSync(path, ownerWith({ pid }))
    let running = 0
    const action = async (): Promise<void> => {
      running += 1
      assert.equal(running, 1)
      await wait(1)
      assert.ok(existsSync(path))
      running -= 1
    }
    await Promise.all([1, 2, 3, 4].map(() => withLock(path, action)))
    assert.deepEqual(readdirSync(join(path, '..')), [])
  }
})

test('a lock that took the place of a stale one is left alone', async (context) => {
  const path = lockIn(context)
  const removal = `${path}.${ONCE}`
  writeFileSync(path, ownerWith({ pid: await deadPid() }))
  // Another process is about to remove the stale lock; by the time that is done, a third one has taken a new one.
  writeFileSync(removal, ownerWith({ once: 'fedcba9876543210' }))
  const late = assert.rejects(
    withLock(path, () => 'ran', { patience: 0 }),
    /locked by process/,
  )
  await wait(60)
  writeFileSync(path, ownerWith({ once: 'aaaaaaaaaaaaaaaa' }))
  rmSync(removal)
  await late
  assert.ok(readFileSync(path, 'utf8').includes('aaaaaaaaaaaaaaaa'))
})

interface Holder {
  readonly child: ChildProcess
  /** What it says next. */
  next(): Promise<string | undefined>
  /** By which signal it ends; `null` for none. */
  readonly end: Promise<NodeJS.Signals | null>
}

/** A process that has the lock. */
async function startHolder(context: TestContext, path: string): Promise<Holder> {
  const program = fileURLToPath(new URL('lock-holder.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  context.after(() => child.kill('SIGKILL'))
  const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string | undefined> =>
    (await words.next()).value as string | undefined
  const end = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null)
  assert.equal(await next(), 'taken')
  return { child, next, end }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends the owner of a lock once its work is done and the lock given back`, async (context) => {
    const path = lockIn(context)
    const { child, next, end } = await startHolder(context, path)
    child.kill(signal)
    assert.equal(await next(), 'held')
    assert.ok(existsSync(path))
    child.stdin!.end()
    assert.equal(await next(), 'done')
    assert.equal(await next(), undefined)
    assert.equal(await end, signal)
    assert.ok(!existsSync(path))
  })
}

test('a second signal ends the owner of a lock at once, and the lock is given back', async (context) => {
  const path = lockIn(context)
  const { child, next, end } = await startHolder(context, path)
  child.kill('SIGINT')
  assert.equal(await next(), 'held')
  child.kill('SIGINT')
  assert.equal(await end, 'SIGINT')
  assert.equal(await next(), undefined)
  assert.ok(!existsSync(path))
})

test('without a signal the owner of a lock goes on after it', async (context) => {
  const path = lockIn(context)
  const { child, next, end } = await startHolder(context, path)
  child.stdin!.end()
  assert.deepEqual([await next(), await next(), await end], ['done', 'free', null])
})

test('the lock of an owner that was killed is taken at once', async (context) => {
  const path = lockIn(context)
  const { child, end } = await startHolder(context, path)
  child.kill('SIGKILL')
  await end
  const clock = steppingClock()
  await withLock(path, () => {}, { clock })
  assert.equal(clock.seconds, 0)
})

test(
  'the lock of an owner that is stopped is not taken from it',
  { skip: !hasProc },
  async (context) => {
    const path = lockIn(context)
    const { child } = await startHolder(context, path)
    child.kill('SIGSTOP')
    const clock = steppingClock()
    await assert.rejects(
      withLock(path, () => {}, { patience: 600_000, clock }),
      new RegExp(`process ${child.pid} on`),
    )
    child.kill('SIGCONT')
  },
)
