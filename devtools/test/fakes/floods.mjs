// Writes without end: lines, or with the argument "line" a single one.
import { announcement, serve } from './serve.mjs'

const piece =
  process.argv[2] === 'line' ? 'flood '.repeat(10_000) : `${'flood '.repeat(10)}\n`.repeat(1000)

await serve(announcement('floods'), async () => {
  for (;;) {
    if (!process.stdout.write(piece))
      await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
})
