// Runs the conformance command in a process of its own, for tests that interrupt it.
import { conformance } from '../../src/cli/commands/conformance.ts'

process.exitCode = await conformance.run(process.argv.slice(2), process)
