/** Installs the parsers of tools/mutation/package.json, which is separate from the root package. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('./', import.meta.url)

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const readManifest = (path: string): Manifest =>
  JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as Manifest

function isInstalled([name, version]: readonly [string, string]): boolean {
  const path = `node_modules/${name}/package.json`
  return existsSync(new URL(path, FOLDER)) && readManifest(path).version === version
}

/** Installs missing packages in the versions of the lock file. @throws Error if npm fails */
export function installParsers(): void {
  const wanted = Object.entries(readManifest('package.json').dependencies ?? {})
  if (wanted.every(isInstalled)) return
  console.error('mutation: installs the parsers of tools/mutation/package-lock.json')
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: fileURLToPath(FOLDER), stdio: ['ignore', 'ignore', 'inherit'] },
  )
  if (status === 0) return
  const why = error === undefined ? `npm ci ended with ${status}` : error.message
  throw new Error(`${why}; hint: run npm ci in tools/mutation where a registry can be reached`)
}
