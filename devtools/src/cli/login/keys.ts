/**
 * Reads the client credentials of a login: consumer key, consumer secret or private key, and
 * signature options.
 */
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
import { usageError } from '../arguments/options.ts'
import type { Profile } from '../profiles/profile.ts'
import type { ServiceFacts } from '../profiles/service.ts'

export interface ClientKeys {
  readonly consumerKey: string
  readonly consumerSecret: string | null
  readonly privateKey: string | null
  /** The absolute path of the key file, or `null` if the key is in the credentials file. */
  readonly privateKeyFile: string | null
  readonly signature: ReturnType<typeof readSignatureOptions>
}

/**
 * Reads the keys from options, the environment and the credentials file, then from the old profile,
 * then from a prompt.
 *
 * @throws CountersignError `usage`: a value is missing and standard input is not a terminal
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

/**
 * Whether both belong to one service. The secrets of a profile are used only for its own service.
 */
export function isSameService(one: ServiceFacts, other: ServiceFacts): boolean {
  const identityOf = ({
    service,
    variables,
    requestTokenUrl,
    accessTokenUrl,
  }: ServiceFacts): string =>
    JSON.stringify([service, Object.entries(variables).sort(), requestTokenUrl, accessTokenUrl])
  return identityOf(one) === identityOf(other)
}

async function askKey(io: Io): Promise<string> {
  const key = canAsk(io) ? await ask(io, 'the consumer key (API key)') : ''
  if (key !== '') return key
  throw usageError(
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
