/** Restores a profile from the file that was written when it could not be stored. */
import { rmSync } from 'node:fs'
import type { Io } from '../../terminal/index.ts'
import { fileError } from '../arguments/file-error.ts'
import { readPrivateFile } from './private-file.ts'
import { parseUnsaved } from './profiles-text.ts'
import { updateProfiles, withProfile } from './store.ts'

/**
 * Stores the profile, and removes the file afterwards.
 *
 * @returns the name of the profile
 * @throws CountersignError `usage`: the file is damaged, other users can read it, or the profile
 *   cannot be stored
 */
export async function restoreProfile(path: string, io: Pick<Io, 'env'>): Promise<string> {
  const text = readPrivateFile(path)
  if (text === null) throw fileError(path, 'read', { code: 'ENOENT' })
  const [name, profile] = parseUnsaved(path, text)
  await updateProfiles(io, (profiles) => withProfile(profiles, name, profile))
  rmSync(path)
  return name
}
