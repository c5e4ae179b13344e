/** Random requests against the independent reading: see `npm run fuzz -- --help`. */
import { runFuzz } from './command.ts'

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = await runFuzz(process.argv.slice(2), (text) => console.log(text))
