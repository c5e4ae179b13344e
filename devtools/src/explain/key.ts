/** The shape of a key, RFC 5849 §3.4.2, told without showing any of it. */
import { isRsaMethod, percentEncode, type Trace } from 'countersign/signing'
import type { DiagnoseCredentials } from '../input/index.ts'
import type { Remark } from './uri.ts'

export interface ExplainedKey {
  /** A star for each character, escapes and "&" in view; `null` for RSA and where the secrets are not known. */
  readonly shape: string | null
  readonly remarks: readonly Remark[]
}

export function explainKey(
  { signatureMethod, signingKey }: Trace,
  { consumerSecret, tokenSecret }: DiagnoseCredentials,
): ExplainedKey {
  if (isRsaMethod(signatureMethod)) {
    return {
      shape: null,
      remarks: [
        { what: "the client's RSA key pair; no shared secret plays a part", section: '3.4.3' },
      ],
    }
  }
  const section = signatureMethod === 'PLAINTEXT' ? '3.4.4' : '3.4.2'
  if (typeof consumerSecret !== 'string')
    return {
      shape: null,
      remarks: [{ what: 'the secrets were not given, so nothing is computed with them', section }],
    }
  const token = tokenSecret ?? ''
  return {
    shape: signingKey,
    remarks: [
      { what: describe('the consumer secret', consumerSecret), section },
      {
        what:
          token === ''
            ? 'there is no token secret; the "&" stands there all the same'
            : describe('the token secret', token),
        section,
      },
      ...(signatureMethod === 'PLAINTEXT'
        ? [{ what: 'the key is the signature: nothing else is signed', section }]
        : []),
    ],
  }
}

function describe(name: string, secret: string): string {
  const escaped = [...secret].filter((character) => percentEncode(character) !== character).length
  const length = `${name}: ${secret.length === 1 ? '1 character' : `${secret.length || 'no'} characters`}`
  return escaped === 0
    ? length
    : `${length}, of which ${escaped} ${escaped === 1 ? 'is' : 'are'} escaped`
}
