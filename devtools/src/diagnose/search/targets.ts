/**
 * The targets of the search: the plain texts of a signature under each set of output deviations.
 */
import { constants, type KeyObject, publicDecrypt } from 'node:crypto'
import { base64, type Choice } from '../../pipeline/index.ts'

/** Signatures in plain base64, or PLAINTEXT keys, each with its sets of output deviations. */
export interface Targets {
  readonly texts: ReadonlyMap<string, readonly (readonly Choice[])[]>
  /** The decoded lengths in octets. Hashes of other lengths are not tried. */
  readonly lengths: ReadonlySet<number>
}

/** The targets under sets of `size` output deviations. */
export function targetsOf(signature: string, outputs: readonly Choice[], size: number): Targets {
  const texts = new Map<string, (readonly Choice[])[]>()
  const undo = (text: string, left: number, set: readonly Choice[]): void => {
    if (left === 0) texts.set(text, [...(texts.get(text) ?? []), set])
    else
      for (const choice of outputs.filter((other) => !set.includes(other))) {
        for (const earlier of choice.deviation.undo?.(text) ?? [])
          if (earlier !== text) undo(earlier, left - 1, [choice, ...set])
      }
  }
  undo(signature, size, [])
  return { texts, lengths: new Set([...texts.keys()].flatMap(octetCount)) }
}

function octetCount(text: string): number[] {
  const octets = Buffer.from(text, 'base64')
  return base64(octets) === text ? [octets.length] : []
}

const DIGEST_INFO = [
  ['sha1', '3021300906052b0e03021a05000414'],
  ['sha256', '3031300d060960864801650304020105000420'],
  ['sha512', '3051300d060960864801650304020305000440'],
  ['sha384', '3041300d060960864801650304020205000430'],
  ['md5', '3020300c06082a864886f70d020505000410'],
] as const

/**
 * Replaces RSA signatures with the hash that they contain. Drops signatures that the public key
 * does not decrypt.
 */
export function recoverTargets({ texts }: Targets, publicKey: KeyObject): Targets {
  const recovered = [...texts].flatMap(
    ([text, sets]): [string, readonly (readonly Choice[])[]][] => {
      // Node decodes base64 leniently. Here a non-canonical text is a deviation.
      const digest = octetCount(text).length > 0 ? recoverDigest(text, publicKey) : null
      return digest === null ? [] : [[base64(digest), sets]]
    },
  )
  return {
    texts: new Map(recovered),
    lengths: new Set(recovered.flatMap(([text]) => octetCount(text))),
  }
}

/** The hash in a base64 RSA signature. `null` if the key does not decrypt it. */
export function recoverDigest(signature: string, key: KeyObject): Buffer | null {
  let info: Buffer
  try {
    info = publicDecrypt(
      { key, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(signature, 'base64'),
    )
  } catch {
    return null
  }
  const hex = info.toString('hex')
  const prefix = DIGEST_INFO.find(([, known]) => hex.startsWith(known))?.[1]
  return prefix === undefined ? null : info.subarray(prefix.length / 2)
}
