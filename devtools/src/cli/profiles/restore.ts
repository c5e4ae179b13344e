/** Puts a profile back that could not be stored before. */
import { rmSync } from 'node:fs'
import type { Io } from '../../terminal/index.ts'
import { fileTrouble } from '../arguments/file-trouble.ts'
import { readPrivately } from './private-file.ts'
import { parseUnsaved } from './profiles-text.ts'
import { updateProfiles, withProfile } from './store.ts'

/**
 * The file is removed once the profile is stored.
 *
 * @returns the name of the profile
 * @throws CountersignError `usage`: countersign has not made the file, or others can read it; the profile cannot be stored
 */
export async function restoreProfile(path: string, io: Pick<Io, 'env'>): Promise<string> {
  const text = readPrivately(path)
  if (text === null) throw fileTrouble(path, 'read', { code: 'ENOENT' })
  const [name, profile] = parseUnsaved(path, text)
  await updateProfiles(io, (profiles) => withProfile(profiles, name, profile))
  rmSync(path)
  return name
}
