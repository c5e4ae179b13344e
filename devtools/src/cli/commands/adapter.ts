/** `countersign adapter`: countersign itself behind the adapter protocol, for any conformance runner. */
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
    about: `Reads one JSON object a line and answers each with one line, as version 1 of the adapter protocol has it:
      docs/adapter-protocol.md of the repository.`,
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
