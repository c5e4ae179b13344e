/** Writes docs/faults.md. */
import { writeFileSync } from 'node:fs'
import { FAULT_TABLES } from '../../../devtools/test/faults/tables.ts'
import { renderFaults } from './page.ts'

writeFileSync(new URL('../../../docs/faults.md', import.meta.url), renderFaults(FAULT_TABLES))
