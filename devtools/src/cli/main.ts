#!/usr/bin/env node
/** The entry point of the `countersign` command. */
import { runProgram } from './program.ts'

// A reader that has seen enough, such as head, is no error: the command goes on to its end, and to its own exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exit(1)
})
// A message that cannot be written is lost, and nothing else.
process.stderr.on('error', () => {})
process.exitCode = await runProgram(process.argv.slice(2), process)
