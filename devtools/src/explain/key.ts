/** Describes the key of a signature, RFC 5849 §3.4.2, without showing the secrets. */
import { isRsaMethod, percentEncode, type Trace } from 'countersign/signing'
import type { DiagnoseCredentials } from '../input/index.ts'
import type { Remark } from './uri.ts'

export interface ExplainedKey {
  /**
   * The key with a star for each character except "%" and "&". `null` for RSA and without secrets.
   */
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
      remarks: [{ what: "the client's RSA key pair; no shared secret is used", section: '3.4.3' }],
    }
  }
  const section = signatureMethod === 'PLAINTEXT' ? '3.4.4' : '3.4.2'
  if (typeof consumerSecret !== 'string')
    return {
      shape: null,
      remarks: [
        {
          what: 'the secrets were not given, so the key and the signature are not computed',
          section,
        },
      ],
    }
  const token = tokenSecret ?? ''
  return {
    shape: signingKey,
    remarks: [
      { what: describe('the consumer secret', consumerSecret), section },
      {
        what:
          token === ''
            ? 'there is no token secret; the key ends with "&" anyway'
            : describe('the token secret', token),
        section,
      },
      ...(signatureMethod === 'PLAINTEXT'
        ? [{ what: 'the key is the signature; there is no base string', section }]
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
