/**
 * A process that holds a lock until its input ends, and reports when it acquires and releases the
 * lock.
 */
import { once } from 'node:events'
import { withLock } from '../../src/cli/profiles/lock.ts'

const [path] = process.argv.slice(2)
const say = (word: string): boolean => process.stdout.write(`${word}\n`)
await withLock(
  path!,
  async () => {
    say('acquired')
    await once(process.stdin.resume(), 'end')
    say('done')
  },
  { onDeferredSignal: () => say('deferred') },
)
say('released')
