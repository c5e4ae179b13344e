/** `countersign adapter`: serves countersign over the adapter protocol, for conformance runners. */
import { formatHelp } from '../help.ts'
import { runAdapter } from '../../conformance/index.ts'
import type { Command } from '../command.ts'
import { parseOptions } from '../arguments/options.ts'
import { version } from '../version.ts'

export const adapter: Command = {
  name: 'adapter',
  summary: 'answer the conformance protocol on standard input and output',
  help: formatHelp({
    title: 'countersign adapter: countersign as the subject of a conformance run',
    usage: ['adapter'],
    about: `Reads one JSON object per line from standard input and answers each with one line on standard output.
      docs/adapter-protocol.md in the repository, and in dist/adapters of countersign-devtools, specifies version 1 of the
      adapter protocol.`,
    examples: [
      `printf '%s\\n' '{"command":"start","protocol":1}' '{"command":"stop"}' | countersign adapter`,
    ],
  }),
  options: {},

  async run(args, { stdin, stdout }) {
    parseOptions(args, {})
    await runAdapter(stdin, stdout, version())
    return 0
  },
}
