// Runs the conformance command in its own process, for tests that interrupt it.
import { conformance } from '../../src/cli/commands/conformance.ts'

process.exitCode = await conformance.run(process.argv.slice(2), process)
