#!/usr/bin/env node
/** The entry point of the `countersign` command. */
import { runProgram } from './program.ts'

// A closed pipe, as after `head`, is not an error: the command runs to its end and sets its own
// exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1)
})
// A message that cannot be written does not stop the command.
process.stderr.on('error', () => {})
process.exitCode = await runProgram(process.argv.slice(2), process)
