/**
 * The catalogue: every deviation that the search knows. Within one part, likelier deviations mostly
 * come first.
 */
import type { Deviation } from '../deviation.ts'
import { ASSEMBLY } from './assembly.ts'
import { AUTHORITY } from './authority.ts'
import { BODY } from './body.ts'
import { DECODING } from './decoding.ts'
import { EMPTY } from './empty.ts'
import { ENCODER } from './encoder.ts'
import { HASH } from './hash.ts'
import { KEY } from './key.ts'
import { METHOD } from './method.ts'
import { OCTETS } from './octets.ts'
import { OUTPUT } from './output.ts'
import { PAIRS } from './pairs.ts'
import { PATH } from './path.ts'
import { PORT } from './port.ts'
import { PROTOCOL } from './protocol.ts'
import { QUERY } from './query.ts'
import { REPEATED } from './repeated.ts'
import { SECRETS } from './secrets.ts'
import { SORTING } from './sorting.ts'
import { SPLITTING } from './splitting.ts'
import { TAIL } from './tail.ts'
import { UNSENT } from './unsent.ts'

export const CATALOGUE: readonly Deviation[] = [
  ...ENCODER,
  ...METHOD,
  ...AUTHORITY,
  ...PORT,
  ...PATH,
  ...TAIL,
  ...QUERY,
  ...BODY,
  ...SPLITTING,
  ...DECODING,
  ...OCTETS,
  ...PROTOCOL,
  ...UNSENT,
  ...REPEATED,
  ...EMPTY,
  ...PAIRS,
  ...SORTING,
  ...ASSEMBLY,
  ...KEY,
  ...SECRETS,
  ...HASH,
  ...OUTPUT,
]
