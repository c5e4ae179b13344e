/** All mutants, in the order of the stages. */
import { BASE_STRING } from './base-string.ts'
import { ENCODING } from './encoding.ts'
import { FORMS } from './forms.ts'
import { HEADER } from './header.ts'
import { METHODS } from './methods.ts'
import type { Mutant } from './mutant.ts'
import { PARAMETERS } from './parameters.ts'
import { SIGNING } from './signing.ts'
import { URI } from './uri.ts'
import { VERIFICATION } from './verification.ts'

export const MUTANTS: readonly Mutant[] = [
  ...ENCODING,
  ...FORMS,
  ...PARAMETERS,
  ...URI,
  ...BASE_STRING,
  ...METHODS,
  ...HEADER,
  ...SIGNING,
  ...VERIFICATION,
]
