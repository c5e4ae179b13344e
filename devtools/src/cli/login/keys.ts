/** The client's half of a login: the consumer key and what goes with it. */
import { readText } from '../arguments/read-file.ts'
import { resolve } from 'node:path'
import { PRESETS, type ServiceOptions } from 'countersign/flow'
import { ask, canAsk, type Io } from '../../terminal/index.ts'
import {
  askUnlessGiven,
  type CredentialValues,
  readGiven,
  readSignatureOptions,
  usesSharedSecrets,
} from '../arguments/credentials.ts'
import { usage } from '../arguments/options.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ServiceFacts } from '../profiles/service.ts'

export interface ClientKeys {
  readonly consumerKey: string
  readonly consumerSecret: string | null
  readonly privateKey: string | null
  /** Absolute, where the key has a file of its own. */
  readonly privateKeyFile: string | null
  readonly signature: ReturnType<typeof readSignatureOptions>
}

/**
 * From options, environment and file, else from the profile that is logged in to once more, else asked for.
 *
 * @throws CountersignError `usage`: something is missing, and there is no terminal to ask on
 */
export async function readKeys(
  values: CredentialValues,
  facts: ServiceFacts,
  old: Profile | undefined,
  io: Io,
): Promise<ClientKeys> {
  const given = readGiven(values, io)
  const known = old !== undefined && isSameService(old, facts) ? old : undefined
  const consumerKey = given.consumerKey ?? known?.consumerKey ?? (await askKey(io))
  const ours = consumerKey === known?.consumerKey ? known : undefined
  const preset = PRESETS.get(facts.service ?? '')?.settings
  const signature = readSignatureOptions({
    'signature-method': values['signature-method'] ?? known?.signatureMethod ?? undefined,
    transmission: values.transmission ?? known?.transmission ?? undefined,
    realm: values.realm ?? known?.realm ?? undefined,
  })
  const isShared = usesSharedSecrets(
    String(signature.signatureMethod ?? preset?.signatureMethod ?? 'HMAC-SHA1'),
  )
  const secret = given.consumerSecret ?? ours?.consumerSecret ?? preset?.consumerSecret
  const file = given.privateKeyFile ?? ours?.privateKeyFile ?? null
  return {
    consumerKey,
    consumerSecret: isShared ? await askUnlessGiven(io, 'consumer secret', secret) : null,
    privateKey: file === null ? (given.privateKey ?? null) : readText(file),
    privateKeyFile: file === null ? null : resolve(file),
    signature,
  }
}

/** What the secrets of a profile were given for; they go nowhere else. */
export function isSameService(one: ServiceFacts, other: ServiceFacts): boolean {
  const places = ({ service, variables, requestTokenUrl, accessTokenUrl }: ServiceFacts): string =>
    JSON.stringify([service, Object.entries(variables).sort(), requestTokenUrl, accessTokenUrl])
  return places(one) === places(other)
}

async function askKey(io: Io): Promise<string> {
  const key = canAsk(io) ? await ask(io, 'the consumer key, also called API key') : ''
  if (key !== '') return key
  throw usage(
    'there is no consumer key',
    'give --consumer-key, COUNTERSIGN_CONSUMER_KEY or --credentials',
  )
}

export function keyOptions({
  consumerKey,
  consumerSecret,
  privateKey,
  signature,
}: ClientKeys): ServiceOptions {
  return { consumerKey, consumerSecret, privateKey, ...signature }
}
