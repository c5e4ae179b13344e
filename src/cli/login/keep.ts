/** Where a login ends up: in a profile, or in a file of its own. */
import { closeSync, fchmodSync, openSync, writeFileSync } from 'node:fs'
import type { ServiceOptions } from '../../flow/index.ts'
import { printable } from '../../internal/index.ts'
import type { Io } from '../command.ts'
import { usage } from '../options.ts'
import { credentialsPath } from '../profiles/location.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ServiceFacts } from '../profiles/service.ts'
import { updateProfiles, withProfile } from '../profiles/store.ts'
import { shellWord } from '../shell-text.ts'
import type { ClientKeys } from './keys.ts'
import type { Obtained } from './obtain.ts'

/** The servers that may get the credentials: the API, or else the one that handed them out, and those named. */
export function originsOf({ baseUrl, accessTokenUrl }: ServiceOptions, further: readonly string[]): string[] {
  const own = baseUrl ?? accessTokenUrl
  return [...new Set([...(own == null ? [] : [new URL(own).origin]), ...further.map(readOrigin)])]
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text).origin
  throw usage(`--origin takes a URL, not ${JSON.stringify(text)}`, 'such as https://upload.example.com')
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

/** @throws CountersignError `usage`: the file of the profiles cannot be written */
export async function keepProfile(name: string, profile: Profile, io: Io): Promise<void> {
  await updateProfiles(io, (profiles) => withProfile(profiles, name, profile))
  io.stderr.write(`${printable(`the profile ${name} is kept in ${credentialsPath(io.env)}`)}\n`)
  const [origin] = profile.origins
  if (origin !== undefined) io.stderr.write(`now: countersign get ${shellWord(profile.apiUrl ?? `${origin}/`)}…\n`)
}

/** Only the owner may read it, from its first moment on; a file that was there before may have been open to others. */
export function savePrivately(path: string, data: object): void {
  const file = openSync(path, 'w', 0o600)
  fchmodSync(file, 0o600)
  writeFileSync(file, `${JSON.stringify(data, null, 2)}\n`)
  closeSync(file)
}
