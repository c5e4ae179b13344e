/**
 * The path of the credentials file: the XDG Base Directory Specification, and APPDATA on Windows.
 */
import { lstatSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Io } from '../../terminal/index.ts'
import { fileError } from '../arguments/file-error.ts'
import { usageError } from '../arguments/options.ts'

/** Returns the path of the credentials file, which may not exist. */
export function credentialsPath(
  env: Io['env'],
  platform: NodeJS.Platform = process.platform,
): string {
  return join(configFolder(env, platform), 'countersign', 'credentials.json')
}

function configFolder(env: Io['env'], platform: NodeJS.Platform): string {
  const { XDG_CONFIG_HOME: configHome, APPDATA: appData, HOME: home } = env
  // The specification says that a relative path is invalid and ignored.
  if (configHome !== undefined && isAbsolute(configHome)) return configHome
  if (platform === 'win32' && appData) return appData
  return join(home || homedir(), '.config')
}

/**
 * Resolves a symbolic link, so that replacing the file keeps the link.
 *
 * @throws CountersignError `usage`: the target of the link does not exist, or the path cannot be
 *   read
 */
export function followLink(path: string): string {
  if (!isLink(path)) return path
  try {
    return realpathSync(path)
  } catch {
    throw usageError(
      `${JSON.stringify(path)} is a symbolic link to a file that does not exist`,
      'create the target file, or remove the link',
    )
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  } catch (error) {
    throw fileError(path, 'read', error)
  }
}
