/** The options of a sandbox with their defaults, checked once at the start. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { CountersignError, currentTimestamp, quote } from 'countersign/signing'
import { type Behaviour, resolveBehaviour } from './behaviour.ts'
import type { SandboxConsumer, SandboxOptions, SandboxUser } from './options.ts'
import {
  LETTERS_AND_DIGITS,
  randomText as cryptographicText,
  type RandomText,
  SECRET_LENGTH,
} from './random-text.ts'

export interface Consumer {
  readonly consumerKey: string
  readonly consumerSecret: string | null
  readonly publicKey: KeyObject | null
  readonly name: string
  readonly verified: boolean
}

export interface Settings
  extends Required<Omit<SandboxOptions, 'consumers' | 'user' | 'behaviour'>> {
  readonly behaviour: Behaviour
  readonly consumers: ReadonlyMap<string, Consumer>
  readonly user: Required<SandboxUser>
}

/** @throws CountersignError `invalid-option` */
export function resolveOptions(options: SandboxOptions): Settings {
  const {
    port = 0,
    consumers,
    user = { name: 'me' },
    approval = 'page',
    clock = currentTimestamp,
    randomText = cryptographicText,
    temporaryLifetime = 600,
    window = 300,
    teach = false,
    onRequest = () => {},
    behaviour = {},
    ...rest
  } = options
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined)
    refuse(`a sandbox has no option ${quote(unknown)}`, 'see SandboxOptions')
  if (!(Number.isInteger(port) && port >= 0 && port <= 65535))
    refuse(`"port" is ${String(port)}`, 'give 0 to 65535')
  if (!['page', 'automatic'].includes(approval))
    refuse(`"approval" is ${quote(approval)}`, 'give "page" or "automatic"')
  if (!(temporaryLifetime > 0 && window > 0))
    refuse('"temporaryLifetime" or "window" is not positive', 'give seconds')
  if (!user.name) refuse('"user" has no name', 'give a name, such as "me"')
  const registered = (consumers ?? [randomConsumer(randomText)]).map(register)
  const byKey = new Map(registered.map((consumer) => [consumer.consumerKey, consumer]))
  if (byKey.size < registered.length)
    refuse('two consumers have the same consumerKey', 'give each consumer its own')
  if (byKey.size === 0)
    refuse('"consumers" is empty', 'leave it out for a random consumer, or give one')
  return {
    port,
    consumers: byKey,
    user: { name: user.name, repositories: user.repositories ?? ['repo'] },
    approval,
    clock,
    randomText,
    temporaryLifetime,
    window,
    teach,
    onRequest,
    behaviour: resolveBehaviour(behaviour),
  }
}

function randomConsumer(randomText: RandomText): SandboxConsumer {
  const [consumerKey, consumerSecret] = [1, 2].map(() =>
    randomText(SECRET_LENGTH, LETTERS_AND_DIGITS),
  )
  return { consumerKey: consumerKey!, consumerSecret: consumerSecret!, name: 'Example client' }
}

function register({
  consumerKey,
  consumerSecret,
  publicKey,
  name,
  verified = false,
}: SandboxConsumer): Consumer {
  if (!consumerKey || !name)
    refuse('a consumer lacks consumerKey or name', 'give both, and not empty')
  if (consumerSecret === undefined && publicKey === undefined) {
    refuse(
      `consumer ${quote(consumerKey)} has neither a secret nor a key`,
      'give a consumerSecret, a publicKey, or both',
    )
  }
  const key = publicKey === undefined ? null : rsaPublicKey(consumerKey, publicKey)
  return { consumerKey, consumerSecret: consumerSecret ?? null, publicKey: key, name, verified }
}

function rsaPublicKey(consumerKey: string, publicKey: string | KeyObject): KeyObject {
  try {
    const key = typeof publicKey === 'string' ? createPublicKey(publicKey) : publicKey
    if (key.asymmetricKeyType === 'rsa' && key.type === 'public') return key
  } catch {
    // The error is dropped, because its message may quote the key.
  }
  return refuse(
    `the publicKey of consumer ${quote(consumerKey)} cannot be used`,
    'give an RSA public key as PEM',
  )
}

function refuse(message: string, hint: string): never {
  throw new CountersignError('invalid-option', message, { hint })
}
