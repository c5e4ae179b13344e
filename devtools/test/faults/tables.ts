// All tables of docs/faults.md, in order.
import { ADAPTERS } from './adapters.ts'
import type { FaultTable } from './fault.ts'
import { KEEPING } from './keeping.ts'
import { NETWORK } from './network.ts'
import { OUTPUT } from './output.ts'
import { OUTPUTS } from './outputs.ts'
import { PASTES } from './pastes.ts'
import { REDIRECTS } from './redirects.ts'
import { REPLIES } from './replies.ts'
import { SECOND_CHANCES } from './second-chances.ts'
import { STRANGERS } from './strangers.ts'
import { TOKENS } from './tokens.ts'
import { WAY_BACK } from './way-back.ts'

export const FAULT_TABLES: readonly FaultTable[] = [
  NETWORK,
  REDIRECTS,
  SECOND_CHANCES,
  TOKENS,
  REPLIES,
  WAY_BACK,
  KEEPING,
  PASTES,
  STRANGERS,
  OUTPUTS,
  ADAPTERS,
  OUTPUT,
]
