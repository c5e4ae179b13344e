/**
 * The two controls: correct texts have no diagnosis, and signatures with unknown secrets have no
 * explanation.
 */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { observe } from '../../../devtools/src/conformance/run/observed.ts'
import type { Vector } from '../../../devtools/src/conformance/suite/vector-file.ts'
import { operations } from '../../../devtools/src/conformance/adapter/operations.ts'
import type { ObservedText } from '../../../devtools/src/diagnose/index.ts'
import type { ProtocolRequest } from '../../../devtools/src/input/index.ts'
import { type Controls, namesBehind } from './measure.ts'

/** The texts that a vector expects, which are the texts of every correct implementation. */
export const rightTexts = (vector: Vector): ObservedText[] =>
  vector.expected.flatMap(({ members }) => {
    const found = observe(vector, { kind: 'output', output: members })
    return found === null ? [] : [found.observed]
  })

/** The vectors whose correct text is diagnosed as wrong. */
export const falsePositivesAmong = (vectors: readonly Vector[]): string[] =>
  vectors
    .filter((vector) => rightTexts(vector).some((text) => namesBehind(text, 1)?.length !== 0))
    .map(({ id }) => id)

/** The `sign` vectors with a base string, signed with shared secrets or an RSA key. */
export const signedVectors = (vectors: readonly Vector[]): Vector[] =>
  vectors.filter(
    ({ operation, input, expected }) =>
      operation === 'sign' &&
      input['signatureMethod'] !== 'PLAINTEXT' &&
      expected.every(({ isRefusal }) => !isRefusal),
  )

/** The vectors for which the search explains a signature with other secrets. */
export const explainedAmong = (vectors: readonly Vector[], most: number): string[] =>
  vectors
    .filter(({ id, input }) => {
      const request = input as unknown as ProtocolRequest
      return (
        namesBehind({ kind: 'signature', text: signWithOthers(id, request), request }, most) !==
        null
      )
    })
    .map(({ id }) => id)

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const OTHER_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string

function signWithOthers(seed: string, request: ProtocolRequest): string {
  const secret = (name: string): string =>
    createHash('sha256').update(`${name} ${seed}`).digest('base64url').slice(0, 32)
  const credentials = {
    ...request.credentials,
    consumerSecret: secret('consumer'),
    tokenSecret: secret('token'),
  }
  const signer = operations['sign']! as (input: object) => { readonly signature: string }
  return signer({ ...request, credentials: { ...credentials, privateKey: OTHER_KEY } }).signature
}

/** Diagnoses every correct text, and up to `tries` signed requests at equal intervals. */
export function runControls(vectors: readonly Vector[], tries: number, most: number): Controls {
  const judged = vectors.filter((vector) => rightTexts(vector).length > 0)
  const signed = signedVectors(vectors)
  const step = Math.max(1, Math.floor(signed.length / tries))
  const chosen = signed.filter((_, position) => position % step === 0).slice(0, tries)
  return {
    right: judged.length,
    accused: falsePositivesAmong(judged),
    random: chosen.length,
    explained: explainedAmong(chosen, most),
  }
}
