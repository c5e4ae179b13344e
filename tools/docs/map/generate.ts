/** Writes docs/rfc5849.md: npx tsx tools/docs/map/generate.ts */
import { writeFileSync } from 'node:fs'
import { readMap, renderMap } from './map.ts'

writeFileSync(new URL('../../../docs/rfc5849.md', import.meta.url), renderMap(readMap()))
