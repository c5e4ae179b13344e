/**
 * The search: the smallest sets of deviations that make exactly this signature, or exactly this base string. The parts
 * of the pipeline do not depend on each other, so the distinct texts of each are made once, and met in the middle.
 */
import { createSecretKey } from 'node:crypto'
import { choicesOf, type Candidate, Variants } from './combine.ts'
import { plainText } from './parameter-runner.ts'
import { baseStrings, buildParts, type ChoiceSets, cross, type Parts, type Space } from './parts.ts'
import { runBaseString, runKey, type SigningKey } from './pipeline.ts'
import type { Plan } from './plan.ts'
import { base64, rfcPlan } from './rfc-plan.ts'
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
  /** Whether the time was up before all sets were tried. */
  readonly isCut: boolean
}

const SAMPLE_KEY = createSecretKey(Buffer.from('key'))

export class Search {
  readonly #space: Space
  readonly #plain: Parts
  readonly #encoders: Variants
  readonly #hashes: Variants
  readonly #encoded = new Map<Candidate, Parts>()
  #baseStrings = 0
  #signatures = 0
  #isCut = false
  readonly #deadline: number

  /** @param deadline for sets of three and more, by `performance.now()` */
  constructor(space: Space, deadline: number = Number.POSITIVE_INFINITY) {
    this.#deadline = deadline
    const { request, ring, deviations } = space
    const plan = rfcPlan(request.signatureMethod)
    this.#space = space
    this.#plain = buildParts(space, plan)
    this.#encoders = new Variants(
      plan,
      () => choicesOf(deviations, 'encoder', request, ring),
      (changed) => plainText(`${runKey(changed, ring).text}\n${runBaseString(changed, request)}`),
    )
    this.#hashes = new Variants(
      plan,
      () => choicesOf(deviations, 'hash', request, ring),
      ({ mac, textEncoding }) => plainText(base64(mac.compute(SAMPLE_KEY, 'text', textEncoding, 'key'))),
    )
  }

  get effort(): Effort {
    return { baseStrings: this.#baseStrings, signatures: this.#signatures, isCut: this.#isCut }
  }

  /**
   * The sets of exactly `size` deviations that make the signature; `targetsAt` says what it may stand for. Of three and
   * more, the first that fits ends it, and unless it is thorough, one deviation stands for all that do the same alone.
   */
  findSignature(size: number, targetsAt: (size: number) => Targets, isThorough: boolean): ChoiceSets {
    const found: ChoiceSets[] = []
    const deadline = size > 2 ? this.#deadline : Number.POSITIVE_INFINITY
    for (let ofOutput = 0; ofOutput <= size; ofOutput++) {
      const targets = targetsAt(ofOutput)
      if (targets.texts.size === 0) continue
      for (let ofEncoder = 0; ofEncoder <= size - ofOutput; ofEncoder++) {
        for (const parts of this.#encodings(ofEncoder)) {
          for (const sets of this.#meet(parts, size - ofOutput - ofEncoder, targets, isThorough, deadline)) {
            if (size > 2) return sets
            found.push(sets)
          }
          if (this.#isOver(deadline)) return found.flat()
        }
      }
    }
    return found.flat()
  }

  #isOver(deadline: number): boolean {
    const isOver = performance.now() > deadline
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

  *#encodings(size: number): Iterable<Parts> {
    if (size === 0) return yield this.#plain
    for (const candidate of this.#encoders.level(size)) {
      const parts = this.#encoded.get(candidate) ?? buildParts(this.#space, candidate.plan, candidate.sets, this.#plain)
      if (size < 3) this.#encoded.set(candidate, parts)
      yield parts
    }
  }

  *#meet(
    parts: Parts,
    size: number,
    { texts, lengths }: Targets,
    isThorough: boolean,
    deadline: number,
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
      const hashing = signers.filter(({ plan }) => plan.mac.length !== null && lengths.has(plan.mac.length))
      if (hashing.length === 0) continue
      for (const base of baseStrings(parts, size - ofSigner, isThorough)) {
        this.#baseStrings++
        if (this.#isOver(deadline)) return
        for (const { key, plan, sets } of hashing) {
          this.#signatures++
          const outputs = texts.get(base64(plan.mac.compute(key.key, base.text, plan.textEncoding, key.text)))
          if (outputs) yield cross(base.sets(), sets, outputs)
        }
      }
    }
  }

  #signers(parts: Parts, size: number): readonly Signer[] {
    const signers: Signer[] = []
    for (let ofKey = 0; ofKey <= size; ofKey++) {
      for (const candidate of parts.key.level(ofKey)) {
        const key = runKey(candidate.plan, this.#space.ring)
        for (const { plan, sets } of this.#hashes.level(size - ofKey))
          signers.push({ key, plan, sets: cross(candidate.sets, sets) })
      }
    }
    return signers
  }
}
