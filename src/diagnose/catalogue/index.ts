/** The catalogue: every deviation that the search knows, the likelier ones of each part first. */
import type { Deviation } from '../deviation.ts'
import { ASSEMBLY } from './assembly.ts'
import { AUTHORITY } from './authority.ts'
import { DECODING } from './decoding.ts'
import { ENCODER } from './encoder.ts'
import { HASH } from './hash.ts'
import { KEY } from './key.ts'
import { METHOD } from './method.ts'
import { OUTPUT } from './output.ts'
import { PAIRS } from './pairs.ts'
import { PATH } from './path.ts'
import { PROTOCOL } from './protocol.ts'
import { REPEATED } from './repeated.ts'
import { SORTING } from './sorting.ts'
import { SOURCES } from './sources.ts'

export const CATALOGUE: readonly Deviation[] = [
  ...ENCODER,
  ...METHOD,
  ...AUTHORITY,
  ...PATH,
  ...SOURCES,
  ...DECODING,
  ...PROTOCOL,
  ...REPEATED,
  ...PAIRS,
  ...SORTING,
  ...ASSEMBLY,
  ...KEY,
  ...HASH,
  ...OUTPUT,
]
