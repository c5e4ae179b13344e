/** The version of countersign-devtools. */
import { readFileSync } from 'node:fs'

export function version(): string {
  const packageFile = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version
}
