/** All subcommands, in the order in which help lists them. */
import type { Command } from './command.ts'
import { adapter } from './commands/adapter.ts'
import { createCompletion } from './commands/completion.ts'
import { conformance } from './commands/conformance.ts'
import { diagnose } from './commands/diagnose.ts'
import { explain } from './commands/explain.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { profiles } from './commands/profiles.ts'
import { VERBS } from './commands/request.ts'
import { sandbox } from './commands/sandbox.ts'
import { sign } from './commands/sign.ts'
import { whoami } from './commands/whoami.ts'

export const COMMANDS: readonly Command[] = [
  login,
  logout,
  whoami,
  profiles,
  ...VERBS,
  sign,
  explain,
  diagnose,
  sandbox,
  conformance,
  adapter,
  createCompletion(() => COMMANDS),
]
