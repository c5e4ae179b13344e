/** Holds the lock that it is told of until its input ends, and says when it has it and when it has given it back. */
import { once } from 'node:events'
import { withLock } from '../../src/cli/profiles/lock.ts'

const [path] = process.argv.slice(2)
const say = (word: string): boolean => process.stdout.write(`${word}\n`)
await withLock(
  path!,
  async () => {
    say('taken')
    await once(process.stdin.resume(), 'end')
    say('done')
  },
  { onHeldSignal: () => say('held') },
)
say('free')
