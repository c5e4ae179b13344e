/**
 * Searches for the smallest sets of deviations that produce exactly a signature or a base string.
 * Under one percent-encoding function, the method, the URI, the parameters and the key are
 * independent, so the search computes the distinct texts of each part once and combines them (meet
 * in the middle). It finds all pairs of deviations. Of larger sets, it misses those in which a
 * deviation has an effect only together with two others.
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
  crossProduct,
  type Parts,
  plainPlan,
  plainText,
  type Plan,
  runKey,
  type SigningKey,
  type SearchSpace,
  Variants,
} from '../../pipeline/index.ts'
import type { Targets } from './targets.ts'

/** A key and a hash, with the sets of deviations that lead to them. */
interface Signer {
  readonly key: SigningKey
  readonly plan: Plan
  readonly sets: ChoiceSets
}

export interface Effort {
  /** The number of computed base strings and signatures. */
  readonly baseStrings: number
  readonly signatures: number
  /** Whether the limit on signatures was reached before all sets were tried. */
  readonly isCut: boolean
}

const SAMPLE_KEY = createSecretKey(Buffer.from('key'))

export class Search {
  readonly #space: SearchSpace
  readonly #plain: Parts
  readonly #encoders: readonly Choice[]
  readonly #hashes: Variants
  readonly #maxSignatures: number
  #encoded: readonly Parts[] | null = null
  #baseStrings = 0
  #signatures = 0
  #isCut = false

  /**
   * @param maxSignatures the limit of computed signatures for each set size from three on. Defaults
   *   to no limit
   */
  constructor(space: SearchSpace, maxSignatures: number = Number.POSITIVE_INFINITY) {
    this.#maxSignatures = maxSignatures
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

  /**
   * The sets of exactly `size` deviations that produce a target. For three and more, the first
   * match ends the search.
   */
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
   * Computes every signature of exactly `size` deviations, and yields the sets behind the targets.
   * For three and more, one deviation represents all with the same effect, except in a thorough
   * search.
   */
  *signatures(
    size: number,
    targetsAt: (size: number) => Targets,
    isThorough: boolean,
  ): Iterable<ChoiceSets> {
    const limit = size > 2 ? this.#signatures + this.#maxSignatures : Number.POSITIVE_INFINITY
    for (let outputSize = 0; outputSize <= size; outputSize++) {
      const targets = targetsAt(outputSize)
      if (targets.texts.size === 0) continue
      for (let encoderSize = 0; encoderSize <= size - outputSize; encoderSize++) {
        for (const parts of this.#encodings(encoderSize)) {
          yield* this.#meetInTheMiddle(
            parts,
            size - outputSize - encoderSize,
            targets,
            isThorough,
            limit,
          )
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

  /** The sets of exactly `size` deviations that produce a base string. */
  findBaseString(size: number, wanted: string): ChoiceSets {
    const found: ChoiceSets[] = []
    for (let encoderSize = 0; encoderSize <= size; encoderSize++) {
      for (const parts of this.#encodings(encoderSize)) {
        for (const { text, sets } of baseStrings(parts, size - encoderSize, true)) {
          this.#baseStrings++
          if (text === wanted) found.push(sets())
        }
      }
    }
    return found.flat()
  }

  /**
   * The parts under each set of `size` encoding-function deviations. Those of size one are cached.
   */
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

  *#meetInTheMiddle(
    parts: Parts,
    size: number,
    { texts, lengths }: Targets,
    isThorough: boolean,
    limit: number,
  ): Iterable<ChoiceSets> {
    for (let signerSize = 0; signerSize <= size; signerSize++) {
      const signers = this.#signers(parts, signerSize)
      if (signerSize === size) {
        // §3.4.4: PLAINTEXT has no base string, so deviations in it have no effect.
        for (const { key, sets } of signers.filter(({ plan }) => plan.mac.length === null)) {
          const outputs = texts.get(key.text)
          if (outputs) yield crossProduct(parts.sets, sets, outputs)
        }
      }
      const hashing = signers.filter(
        ({ plan }) => plan.mac.length !== null && lengths.has(plan.mac.length),
      )
      if (hashing.length === 0) continue
      for (const base of baseStrings(parts, size - signerSize, isThorough)) {
        this.#baseStrings++
        if (this.#isOver(limit)) return
        for (const { key, plan, sets } of hashing) {
          this.#signatures++
          const outputs = texts.get(
            base64(plan.mac.compute(key.key, base.text, plan.textEncoding, key.text)),
          )
          if (outputs) yield crossProduct(base.sets(), sets, outputs)
        }
      }
    }
  }

  #signers(parts: Parts, size: number): readonly Signer[] {
    const signers: Signer[] = []
    for (let keySize = 0; keySize <= size; keySize++) {
      for (const candidate of parts.key.level(keySize)) {
        const key = runKey(candidate.plan, this.#space.keyring)
        for (const { plan, sets } of this.#hashes.level(size - keySize))
          signers.push({ key, plan, sets: crossProduct(candidate.sets, sets) })
      }
    }
    return signers
  }
}
