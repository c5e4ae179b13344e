/**
 * The search: the smallest sets of deviations that make exactly this signature, or exactly this base string. Under one
 * percent-encoding function, method, URI, parameters and key do not depend on each other, so the distinct texts of each
 * are made once and met in the middle. All pairs of deviations are found so. Sets of three and more are found but for
 * those in which one deviation shows only beside both others.
 */
import { createSecretKey } from 'node:crypto'
import {
  base64,
  baseStrings,
  buildParts,
  type Choice,
  type ChoiceSets,
  choicesOf,
  combine,
  cross,
  type Parts,
  plainPlan,
  plainText,
  type Plan,
  runKey,
  type SigningKey,
  type Space,
  Variants,
} from '../../pipeline/index.ts'
import type { Targets } from './targets.ts'

/** Key and hash together. */
interface Signer {
  readonly key: SigningKey
  readonly plan: Plan
  readonly sets: ChoiceSets
}

export interface Effort {
  /** How many base strings and how many signatures were computed. */
  readonly baseStrings: number
  readonly signatures: number
  /** Whether the limit on signatures was reached before all sets were tried. */
  readonly isCut: boolean
}

const SAMPLE_KEY = createSecretKey(Buffer.from('key'))

export class Search {
  readonly #space: Space
  readonly #plain: Parts
  readonly #encoders: readonly Choice[]
  readonly #hashes: Variants
  readonly #mostSignatures: number
  #encoded: readonly Parts[] | null = null
  #baseStrings = 0
  #signatures = 0
  #isCut = false

  /** @param mostSignatures how many are computed for each size of sets from three on */
  constructor(space: Space, mostSignatures: number = Number.POSITIVE_INFINITY) {
    this.#mostSignatures = mostSignatures
    const { request, keyring, deviations } = space
    const plan = plainPlan(request.signatureMethod)
    this.#space = space
    this.#plain = buildParts(space, plan)
    this.#encoders = choicesOf(deviations, 'encoder', request, keyring)
    this.#hashes = new Variants(
      plan,
      () => choicesOf(deviations, 'hash', request, keyring),
      ({ mac, textEncoding }) =>
        plainText(base64(mac.compute(SAMPLE_KEY, 'text', textEncoding, 'key'))),
    )
  }

  get effort(): Effort {
    return { baseStrings: this.#baseStrings, signatures: this.#signatures, isCut: this.#isCut }
  }

  /** The sets of exactly `size` deviations that make the signature. Of three and more, the first that fits ends it. */
  findSignature(
    size: number,
    targetsAt: (size: number) => Targets,
    isThorough: boolean,
  ): ChoiceSets {
    const found: ChoiceSets[] = []
    for (const sets of this.signatures(size, targetsAt, isThorough)) {
      if (size > 2) return sets
      found.push(sets)
    }
    return found.flat()
  }

  /**
   * Makes every signature of exactly `size` deviations, and gives the sets behind those that `targetsAt` asks for. Of
   * three and more, unless it is thorough, one deviation stands for all that do the same alone.
   */
  *signatures(
    size: number,
    targetsAt: (size: number) => Targets,
    isThorough: boolean,
  ): Iterable<ChoiceSets> {
    const limit = size > 2 ? this.#signatures + this.#mostSignatures : Number.POSITIVE_INFINITY
    for (let ofOutput = 0; ofOutput <= size; ofOutput++) {
      const targets = targetsAt(ofOutput)
      if (targets.texts.size === 0) continue
      for (let ofEncoder = 0; ofEncoder <= size - ofOutput; ofEncoder++) {
        for (const parts of this.#encodings(ofEncoder)) {
          yield* this.#meet(parts, size - ofOutput - ofEncoder, targets, isThorough, limit)
          if (this.#isOver(limit)) return
        }
      }
    }
  }

  #isOver(limit: number): boolean {
    const isOver = this.#signatures >= limit
    this.#isCut ||= isOver
    return isOver
  }

  /** The sets of exactly `size` deviations that make a base string. */
  findBaseString(size: number, wanted: string): ChoiceSets {
    const found: ChoiceSets[] = []
    for (let ofEncoder = 0; ofEncoder <= size; ofEncoder++) {
      for (const parts of this.#encodings(ofEncoder)) {
        for (const { text, sets } of baseStrings(parts, size - ofEncoder, true)) {
          this.#baseStrings++
          if (text === wanted) found.push(sets())
        }
      }
    }
    return found.flat()
  }

  /** The parts under each set of `size` deviations of the encoding function; those of one are kept. */
  #encodings(size: number): Iterable<Parts> {
    if (size === 0) return [this.#plain]
    if (size > 1) return this.#buildEncoded(size)
    this.#encoded ??= [...this.#buildEncoded(1)]
    return this.#encoded
  }

  *#buildEncoded(size: number): Iterable<Parts> {
    for (const { plan, sets } of combine(this.#encoders, this.#plain.plan, size))
      yield buildParts(this.#space, plan, sets, this.#plain)
  }

  *#meet(
    parts: Parts,
    size: number,
    { texts, lengths }: Targets,
    isThorough: boolean,
    limit: number,
  ): Iterable<ChoiceSets> {
    for (let ofSigner = 0; ofSigner <= size; ofSigner++) {
      const signers = this.#signers(parts, ofSigner)
      if (ofSigner === size) {
        // §3.4.4: PLAINTEXT has no base string, so none of its deviations can be seen in it.
        for (const { key, sets } of signers.filter(({ plan }) => plan.mac.length === null)) {
          const outputs = texts.get(key.text)
          if (outputs) yield cross(parts.sets, sets, outputs)
        }
      }
      const hashing = signers.filter(
        ({ plan }) => plan.mac.length !== null && lengths.has(plan.mac.length),
      )
      if (hashing.length === 0) continue
      for (const base of baseStrings(parts, size - ofSigner, isThorough)) {
        this.#baseStrings++
        if (this.#isOver(limit)) return
        for (const { key, plan, sets } of hashing) {
          this.#signatures++
          const outputs = texts.get(
            base64(plan.mac.compute(key.key, base.text, plan.textEncoding, key.text)),
          )
          if (outputs) yield cross(base.sets(), sets, outputs)
        }
      }
    }
  }

  #signers(parts: Parts, size: number): readonly Signer[] {
    const signers: Signer[] = []
    for (let ofKey = 0; ofKey <= size; ofKey++) {
      for (const candidate of parts.key.level(ofKey)) {
        const key = runKey(candidate.plan, this.#space.keyring)
        for (const { plan, sets } of this.#hashes.level(size - ofKey))
          signers.push({ key, plan, sets: cross(candidate.sets, sets) })
      }
    }
    return signers
  }
}
