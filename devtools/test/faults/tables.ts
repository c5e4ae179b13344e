// All tables of docs/faults.md, in order.
import { ADAPTERS } from './adapters.ts'
import type { FaultTable } from './fault.ts'
import { STORED_CREDENTIALS } from './stored-credentials.ts'
import { NETWORK } from './network.ts'
import { HOSTILE_OUTPUT } from './hostile-output.ts'
import { OUTPUT_STREAMS } from './output-streams.ts'
import { PASTES } from './pastes.ts'
import { REDIRECTS } from './redirects.ts'
import { REPLIES } from './replies.ts'
import { REFUSALS } from './refusals.ts'
import { SANDBOX_CLIENTS } from './sandbox-clients.ts'
import { TOKENS } from './tokens.ts'
import { CALLBACKS } from './callbacks.ts'

export const FAULT_TABLES: readonly FaultTable[] = [
  NETWORK,
  REDIRECTS,
  REFUSALS,
  TOKENS,
  REPLIES,
  CALLBACKS,
  STORED_CREDENTIALS,
  PASTES,
  SANDBOX_CLIENTS,
  OUTPUT_STREAMS,
  ADAPTERS,
  HOSTILE_OUTPUT,
]
