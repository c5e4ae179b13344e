/** Where a login ends up: in a profile, or in a file of its own. */
import type { ServiceOptions } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Io } from '../../terminal/index.ts'
import { describeError } from '../error-text.ts'
import { EXIT } from '../exit-code.ts'
import { writingTrouble } from '../arguments/file-trouble.ts'
import { usage } from '../arguments/options.ts'
import { credentialsPath, followLink } from '../profiles/location.ts'
import { requireOwnFile } from '../profiles/private-file.ts'
import type { Profile } from '../profiles/profile.ts'
import { formatUnsaved } from '../profiles/profiles-text.ts'
import { rehearseReplacing, replaceFile } from '../profiles/replace-file.ts'
import type { ServiceFacts } from '../profiles/service.ts'
import { updateProfiles, withProfile } from '../profiles/store.ts'
import { keepInFile, keepUnsaved } from '../profiles/unsaved.ts'
import { shellWord } from '../shell-text.ts'
import type { ClientKeys } from './keys.ts'
import type { Obtained } from './obtain.ts'

/** The servers that may get the credentials: the API, or else the one that handed them out, and those named. */
export function originsOf(
  { baseUrl, accessTokenUrl }: ServiceOptions,
  further: readonly string[],
): string[] {
  const own = baseUrl ?? accessTokenUrl
  return [...new Set([...(own == null ? [] : [new URL(own).origin]), ...further.map(readOrigin)])]
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin
  throw usage(
    `--origin takes a URL, not ${JSON.stringify(text)}`,
    'such as https://upload.example.com',
  )
}

export function toProfile(
  facts: ServiceFacts,
  origins: readonly string[],
  keys: ClientKeys,
  obtained: Obtained,
): Profile {
  const { consumerKey, consumerSecret, privateKeyFile, signature } = keys
  const { token, tokenSecret, sessionHandle, expiresAt, fields } = obtained
  return {
    ...facts,
    origins,
    consumerKey,
    consumerSecret,
    privateKeyFile,
    signatureMethod: signature.signatureMethod ?? null,
    transmission: signature.transmission ?? null,
    realm: signature.realm ?? null,
    token,
    tokenSecret,
    sessionHandle,
    expiresAt,
    fields: fields.map(([name, value]) => [asText(name), asText(value)]),
  }
}

/** Octets that are no UTF-8 show as U+FFFD. */
const asText = (octets: string | Uint8Array): string => Buffer.from(octets as string).toString()

/** @throws CountersignError `credentials-not-stored`, which tells where they are */
export async function keepProfile(name: string, profile: Profile, io: Io): Promise<void> {
  const path = credentialsPath(io.env)
  try {
    await updateProfiles(io, (profiles) => withProfile(profiles, name, profile))
  } catch (cause) {
    throw (
      await keepUnsaved({ profile: name, content: formatUnsaved(name, profile), path, cause }, io)
    ).error
  }
  io.stderr.write(`${printable(`the profile ${name} is kept in ${path}`)}\n`)
  const [origin] = profile.origins
  if (origin !== undefined)
    io.stderr.write(`now: countersign get ${shellWord(profile.apiUrl ?? `${origin}/`)}…\n`)
}

/** @throws CountersignError `usage`: a login could not be saved there */
export function requireSavable(path: string): void {
  inFile(path, rehearseReplacing)
}

/** @throws CountersignError `credentials-not-stored`, which tells where they are */
export async function saveFile(path: string, content: object, io: Io): Promise<void> {
  try {
    inFile(path, (file) => replaceFile(file, `${JSON.stringify(content, null, 2)}\n`))
  } catch (cause) {
    throw (await keepUnsaved({ profile: null, content, path, cause }, io)).error
  }
  io.stderr.write(`${printable(`saved in ${path}`)}\n`)
}

/** @param content what is kept in a file where standard output does not take the text. @returns the exit code */
export function printCredentials(text: string, content: object, io: Io): Promise<number> {
  return new Promise((resolve) => {
    io.stdout.write(text, (cause) => {
      if (!cause) return resolve(EXIT.success)
      // The process may end in this very turn, as it does for a reader that has gone.
      const { error } = keepInFile({ profile: null, content, path: null, cause }, io)
      io.stderr.write(describeError(error, io))
      return resolve(EXIT.usage)
    })
  })
}

function inFile(path: string, write: (file: string) => void): void {
  const file = followLink(path)
  requireOwnFile(file)
  try {
    write(file)
  } catch (error) {
    throw writingTrouble(path, error)
  }
}
