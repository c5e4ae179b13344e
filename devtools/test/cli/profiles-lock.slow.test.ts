// The lock between processes: its owner, when it is stale, and signals to its owner.
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
import { type LockOptions, type MonotonicClock, withLock } from '../../src/cli/profiles/lock.ts'
import { temporaryFolder } from './run-cli.ts'

const ONCE = '0123456789abcdef'
const hasProc = existsSync('/proc/self/stat')

const lockIn = (context: TestContext): string => join(temporaryFolder(context).path, 'x.lock')
const ownerWith = (own: Partial<LockOwner> = {}): string =>
  JSON.stringify({ ...describeOwner(), once: ONCE, ...own })

/** A clock that advances by one second with each wait, and at no other time. */
function steppingClock(
  onStep: (seconds: number) => void = () => {},
): MonotonicClock & { seconds: number } {
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

/**
 * Acquires a lock that contains `text`.
 *
 * @returns the seconds of the stepping clock until it is acquired
 */
async function secondsUntilAcquired(
  path: string,
  text: string,
  options: LockOptions = {},
): Promise<number> {
  writeFileSync(path, text)
  const clock = steppingClock()
  await withLock(path, () => {}, { timeout: 3_600_000, clock, ...options })
  assert.ok(!existsSync(path), 'the lock is released')
  return clock.seconds
}

test('a lock of a process that has ended is stale at once', async (context) => {
  const path = lockIn(context)
  assert.equal(await secondsUntilAcquired(path, ownerWith({ pid: await deadPid() })), 0)
  assert.deepEqual(readdirSync(join(path, '..')), [])
})

test('a lock whose pid has been reused is stale at once', { skip: !hasProc }, async (context) => {
  assert.equal(await secondsUntilAcquired(lockIn(context), ownerWith({ started: '1' })), 0)
})

test(
  'a lock of a zombie process is stale at once',
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
    assert.equal(await secondsUntilAcquired(lockIn(context), ownerWith({ pid, started })), 0)
  },
)

test('a lock without a valid owner is stale after two seconds without a heartbeat', async (context) => {
  const path = lockIn(context)
  for (const text of [
    '',
    '{"pid":',
    'x',
    '{"pid":0}',
    ownerWith({ once: '../../x' }),
    ownerWith({ pid: -1 }),
  ]) {
    assert.equal(await secondsUntilAcquired(path, text), 3, text)
  }
})

const ELSEWHERE: readonly (readonly [string, Partial<LockOwner>])[] = [
  ['another machine', { host: 'elsewhere' }],
  ['another container, or of another boot', { place: 'another place' }],
]

for (const [where, own] of ELSEWHERE) {
  test(`a lock of ${where} is stale after twenty seconds without a heartbeat`, async (context) => {
    // The pid belongs to a live process of this machine, which is irrelevant.
    assert.equal(await secondsUntilAcquired(lockIn(context), ownerWith(own)), 21)
    assert.equal(
      await secondsUntilAcquired(lockIn(context), ownerWith({ ...own, pid: await deadPid() })),
      21,
    )
  })
}

test('a lock with a heartbeat is never stale', async (context) => {
  const path = lockIn(context)
  writeFileSync(path, ownerWith({ host: 'elsewhere' }))
  const clock = steppingClock((seconds) => {
    if (seconds % 19 === 0 && seconds < 1000) utimesSync(path, seconds, seconds)
  })
  await withLock(path, () => {}, { timeout: 3_600_000, clock })
  assert.equal(clock.seconds, 988 + 21)
})

test('changes of the system clock do not affect whether a lock is stale', async (context) => {
  const path = lockIn(context)
  for (const years of [-30, 30]) {
    const time = Date.now() / 1000 + years * 31_557_600
    writeFileSync(path, ownerWith())
    utimesSync(path, time, time)
    await assert.rejects(
      withLock(path, () => {}, { timeout: 50 }),
      /locked by process/,
    )
    // For a lock of another machine, the time without a heartbeat counts.
    writeFileSync(path, ownerWith({ host: 'elsewhere' }))
    utimesSync(path, time, time)
    const clock = steppingClock()
    await withLock(path, () => {}, { timeout: 3_600_000, clock })
    assert.equal(clock.seconds, 21)
  }
})

test(
  'waits for the lock of a live process, and names the process in the error',
  { skip: !hasProc },
  async (context) => {
    const path = lockIn(context)
    writeFileSync(path, ownerWith())
    const clock = steppingClock()
    await assert.rejects(
      withLock(path, () => assert.fail('the lock was acquired'), { timeout: 600_000, clock }),
      (error: Error & { code: string; hint: string }) =>
        error.code === 'usage' &&
        error.message.includes(`locked by process ${process.pid} on ${hostname()}`) &&
        error.hint.includes(path),
    )
    assert.equal(clock.seconds, 601)
    assert.equal(readFileSync(path, 'utf8'), ownerWith())
  },
)

test('aborting the signal rejects the wait for a lock with its reason', async (context) => {
  const path = lockIn(context)
  writeFileSync(path, ownerWith())
  const controller = new AbortController()
  const waiting = withLock(path, () => assert.fail('the lock was acquired'), {
    signal: controller.signal,
  })
  const reason = new Error('mine')
  controller.abort(reason)
  await assert.rejects(waiting, reason)
  await assert.rejects(
    withLock(path, () => assert.fail('the lock was acquired'), { signal: controller.signal }),
    reason,
  )
})

test('a held lock has a heartbeat', async (context) => {
  const path = lockIn(context)
  await withLock(
    path,
    async () => {
      const first = statSync(path, { bigint: true }).mtimeNs
      while (statSync(path, { bigint: true }).mtimeNs === first) await wait(5)
    },
    { heartbeat: 5 },
  )
  await withLock(
    path,
    async () => {
      rmSync(path)
      await wait(30)
    },
    { heartbeat: 5 },
  )
})

test('does not remove a lock that another process has acquired in the meantime', async (context) => {
  const path = lockIn(context)
  await withLock(path, () => writeFileSync(path, ownerWith()))
  assert.equal(readFileSync(path, 'utf8'), ownerWith())
})

test('callers that find the same stale lock run one after the other', async (context) => {
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

test('does not remove a new lock in place of a stale one', async (context) => {
  const path = lockIn(context)
  const removal = `${path}.${ONCE}`
  writeFileSync(path, ownerWith({ pid: await deadPid() }))
  // Another process removes the stale lock, and a third process acquires a new one before this
  // process continues.
  writeFileSync(removal, ownerWith({ once: 'fedcba9876543210' }))
  const late = assert.rejects(
    withLock(path, () => 'ran', { timeout: 0 }),
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
  /** The next word that it prints. */
  next(): Promise<string | undefined>
  /** The signal that ends it, or `null`. */
  readonly end: Promise<NodeJS.Signals | null>
}

/** Starts a process that holds the lock. */
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
  assert.equal(await next(), 'acquired')
  return { child, next, end }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends the owner of a lock after its work is done and the lock is released`, async (context) => {
    const path = lockIn(context)
    const { child, next, end } = await startHolder(context, path)
    child.kill(signal)
    assert.equal(await next(), 'deferred')
    assert.ok(existsSync(path))
    child.stdin!.end()
    assert.equal(await next(), 'done')
    assert.equal(await next(), undefined)
    assert.equal(await end, signal)
    assert.ok(!existsSync(path))
  })
}

test('a second signal ends the owner of a lock at once and releases the lock', async (context) => {
  const path = lockIn(context)
  const { child, next, end } = await startHolder(context, path)
  child.kill('SIGINT')
  assert.equal(await next(), 'deferred')
  child.kill('SIGINT')
  assert.equal(await end, 'SIGINT')
  assert.equal(await next(), undefined)
  assert.ok(!existsSync(path))
})

test('without a signal, the owner of a lock continues after it releases the lock', async (context) => {
  const path = lockIn(context)
  const { child, next, end } = await startHolder(context, path)
  child.stdin!.end()
  assert.deepEqual([await next(), await next(), await end], ['done', 'released', null])
})

test('acquires the lock of a killed owner at once', async (context) => {
  const path = lockIn(context)
  const { child, end } = await startHolder(context, path)
  child.kill('SIGKILL')
  await end
  const clock = steppingClock()
  await withLock(path, () => {}, { clock })
  assert.equal(clock.seconds, 0)
})

test('does not acquire the lock of a stopped owner', { skip: !hasProc }, async (context) => {
  const path = lockIn(context)
  const { child } = await startHolder(context, path)
  child.kill('SIGSTOP')
  const clock = steppingClock()
  await assert.rejects(
    withLock(path, () => {}, { timeout: 600_000, clock }),
    new RegExp(`process ${child.pid} on`),
  )
  child.kill('SIGCONT')
})
