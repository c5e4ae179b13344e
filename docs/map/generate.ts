/** Writes docs/rfc5849.md: npx tsx docs/map/generate.ts */
import { writeFileSync } from 'node:fs'
import { readMap, renderMap } from './map.ts'

writeFileSync(new URL('../rfc5849.md', import.meta.url), renderMap(readMap()))
