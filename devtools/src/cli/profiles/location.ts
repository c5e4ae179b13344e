/** Where the profiles are kept: the XDG Base Directory Specification, and APPDATA on Windows. */
import { lstatSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Io } from '../../terminal/index.ts'
import { fileTrouble } from '../arguments/file-trouble.ts'
import { usage } from '../arguments/options.ts'

/** The file of all profiles, whether it is there or not. */
export function credentialsPath(
  env: Io['env'],
  platform: NodeJS.Platform = process.platform,
): string {
  return join(configFolder(env, platform), 'countersign', 'credentials.json')
}

function configFolder(env: Io['env'], platform: NodeJS.Platform): string {
  const { XDG_CONFIG_HOME: configHome, APPDATA: appData, HOME: home } = env
  // The specification: a relative path is invalid, and ignored.
  if (configHome !== undefined && isAbsolute(configHome)) return configHome
  if (platform === 'win32' && appData) return appData
  return join(home || homedir(), '.config')
}

/**
 * The file behind a link, so that a file that is kept elsewhere stays a link.
 *
 * @throws CountersignError `usage`: a link to nothing, or a path that leads nowhere
 */
export function followLink(path: string): string {
  if (!isLink(path)) return path
  try {
    return realpathSync(path)
  } catch {
    throw usage(
      `${JSON.stringify(path)} is a link to a file that is not there`,
      'create that file, or remove the link',
    )
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  } catch (error) {
    throw fileTrouble(path, 'read', error)
  }
}
