/** The two controls: nobody who is right is accused, and for secrets that nobody gave nothing is found. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { observe } from '../../../devtools/src/conformance/run/observed.ts'
import type { Vector } from '../../../devtools/src/conformance/suite/vector-file.ts'
import { operations } from '../../../devtools/src/conformance/adapter/operations.ts'
import type { ObservedText } from '../../../devtools/src/diagnose/index.ts'
import type { ProtocolRequest } from '../../../devtools/src/input/index.ts'
import { type Controls, namesBehind } from './measure.ts'

/** The texts that a vector expects: those of all who are right, since right is what equals them. */
export const rightTexts = (vector: Vector): ObservedText[] =>
  vector.expected.flatMap(({ members }) => {
    const found = observe(vector, { kind: 'output', output: members })
    return found === null ? [] : [found.observed]
  })

/** Vectors whose right text is said to be wrong. */
export const accusedAmong = (vectors: readonly Vector[]): string[] =>
  vectors
    .filter((vector) => rightTexts(vector).some((text) => namesBehind(text, 1)?.length !== 0))
    .map(({ id }) => id)

/** The requests of vectors that are signed with shared secrets or an RSA key, and have a base string. */
export const signedVectors = (vectors: readonly Vector[]): Vector[] =>
  vectors.filter(
    ({ operation, input, expected }) =>
      operation === 'sign' &&
      input['signatureMethod'] !== 'PLAINTEXT' &&
      expected.every(({ isRefusal }) => !isRefusal),
  )

/** Vectors for which a signature by other secrets is said to be explained. */
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

/** Every right text; and of the signed requests every so many, up to `tries`. */
export function runControls(vectors: readonly Vector[], tries: number, most: number): Controls {
  const judged = vectors.filter((vector) => rightTexts(vector).length > 0)
  const signed = signedVectors(vectors)
  const step = Math.max(1, Math.floor(signed.length / tries))
  const chosen = signed.filter((_, position) => position % step === 0).slice(0, tries)
  return {
    right: judged.length,
    accused: accusedAmong(judged),
    random: chosen.length,
    explained: explainedAmong(chosen, most),
  }
}
