/** What the search looks for: what an observed signature stands for, under each way in which it may be written. */
import { constants, type KeyObject, publicDecrypt } from 'node:crypto'
import { base64, type Choice } from '../../pipeline/index.ts'

/** Texts as §3.4.2 would have them, or a key for PLAINTEXT, each with the sets of output deviations behind it. */
export interface Targets {
  readonly texts: ReadonlyMap<string, readonly (readonly Choice[])[]>
  /** How many octets they may stand for; a hash of another length need not be tried. */
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
 * Opens RSA signatures with the public key: the hash inside is what each candidate is compared with.
 * A signature of another key opens to nothing.
 */
export function openTargets({ texts }: Targets, publicKey: KeyObject): Targets {
  const opened = [...texts].flatMap(([text, sets]): [string, readonly (readonly Choice[])[]][] => {
    // Node reads base64 leniently; another spelling is a deviation of its own.
    const digest = octetCount(text).length > 0 ? openDigest(text, publicKey) : null
    return digest === null ? [] : [[base64(digest), sets]]
  })
  return { texts: new Map(opened), lengths: new Set(opened.flatMap(([text]) => octetCount(text))) }
}

/** The hash that an RSA signature holds, from its base64; `null` for what is no signature by this key. */
export function openDigest(signature: string, key: KeyObject): Buffer | null {
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
