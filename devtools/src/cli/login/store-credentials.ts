/** Stores the credentials of a login in a profile or in a file. */
import { parseUrl } from 'countersign/signing'
import type { ServiceOptions } from 'countersign/flow'
import { printable } from 'countersign/internal'
import type { Io } from '../../terminal/index.ts'
import { describeError } from '../error-text.ts'
import { EXIT } from '../exit-code.ts'
import { toWriteError } from '../arguments/file-error.ts'
import { usageError } from '../arguments/options.ts'
import { credentialsPath, followLink } from '../profiles/location.ts'
import { requireOwnFile } from '../profiles/private-file.ts'
import type { Profile } from '../profiles/profile.ts'
import { formatUnsaved } from '../profiles/profiles-text.ts'
import { requireReplaceable, replaceFile } from '../profiles/replace-file.ts'
import type { ServiceFacts } from '../profiles/service.ts'
import { updateProfiles, withProfile } from '../profiles/store.ts'
import { saveToFile, saveUnsaved } from '../profiles/unsaved.ts'
import { shellWord } from '../shell-text.ts'
import type { ClientKeys } from './keys.ts'
import type { Obtained } from './obtain.ts'

/**
 * The origins that may receive the credentials: that of the API URL or of the access token URL, and
 * `further` ones.
 */
export function originsOf(
  { baseUrl, accessTokenUrl }: ServiceOptions,
  further: readonly string[],
): string[] {
  const own = baseUrl ?? accessTokenUrl
  return [...new Set([...(own == null ? [] : [new URL(own).origin]), ...further.map(readOrigin)])]
}

function readOrigin(text: string): string {
  const url = parseUrl(text)
  if (url !== null && /^https?:$/.test(url.protocol)) return url.origin
  throw usageError(
    `--origin takes a URL, not ${JSON.stringify(text)}`,
    'for example --origin https://upload.example.com',
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

/** Decodes UTF-8. Invalid octets become U+FFFD. */
const asText = (octets: string | Uint8Array): string => Buffer.from(octets as string).toString()

/**
 * @throws CountersignError `credentials-not-stored`: the hint names the place of the credentials
 */
export async function storeProfile(name: string, profile: Profile, io: Io): Promise<void> {
  const path = credentialsPath(io.env)
  try {
    await updateProfiles(io, (profiles) => withProfile(profiles, name, profile))
  } catch (cause) {
    throw (
      await saveUnsaved({ profile: name, content: formatUnsaved(name, profile), path, cause }, io)
    ).error
  }
  io.stderr.write(`${printable(`the profile ${name} is stored in ${path}`)}\n`)
  const [origin] = profile.origins
  if (origin !== undefined)
    io.stderr.write(`next: countersign get ${shellWord(profile.apiUrl ?? `${origin}/`)}…\n`)
}

/** @throws CountersignError `usage`: the file cannot be written */
export function requireSavable(path: string): void {
  inFile(path, requireReplaceable)
}

/**
 * @throws CountersignError `credentials-not-stored`: the hint names the place of the credentials
 */
export async function saveFile(path: string, content: object, io: Io): Promise<void> {
  try {
    inFile(path, (file) => replaceFile(file, `${JSON.stringify(content, null, 2)}\n`))
  } catch (cause) {
    throw (await saveUnsaved({ profile: null, content, path, cause }, io)).error
  }
  io.stderr.write(`${printable(`saved in ${path}`)}\n`)
}

/** @param content what is written to a file if standard output fails. @returns the exit code */
export function printCredentials(text: string, content: object, io: Io): Promise<number> {
  return new Promise((resolve) => {
    io.stdout.write(text, (cause) => {
      if (!cause) return resolve(EXIT.success)
      // Write synchronously: after EPIPE, the process can end in this turn of the event loop.
      const { error } = saveToFile({ profile: null, content, path: null, cause }, io)
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
    throw toWriteError(path, error)
  }
}
