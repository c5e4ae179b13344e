/** Checks that the values in the Authorization header are percent-encoded, RFC 5849 §3.5.1. */
import { isSecretName } from 'countersign/internal'
import { headerValues, type ObservedRequest } from '../input/index.ts'
import { isOAuthHeader } from 'countersign/signing'
import { finding, type Lint } from './finding.ts'

const PARAMETER = /(?<![^\s"=,])([^\s"=,]+)="((?:[^"\\]|\\.)*)"/gs
const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/

export function lintHeader(request: ObservedRequest): Lint[] {
  const parameters = spelledParameters(request)
  const raw = parameters.flatMap(({ name, value }) => {
    const characters = [...new Set(value.replace(/[A-Za-z0-9\-._~%]/g, ''))]
    // The characters of a secret are not shown either.
    const isSecret =
      isSecretName(name) || (name === 'oauth_signature' && request.signatureMethod === 'PLAINTEXT')
    return characters.length === 0 ? [] : [isSecret ? name : `${name} (${characters.join(' ')})`]
  })
  return [
    ...finding(
      raw.length > 0,
      'header-not-encoded',
      '3.5.1',
      `values in the Authorization header are not percent-encoded: ${raw.join(', ')}`,
      'write + as %2B, / as %2F and = as %3D: servers that decode the header like a form read + as a space',
    ),
    ...parameters.flatMap(({ name, value }) => {
      const position = value.search(BROKEN_ESCAPE)
      return finding(
        position >= 0,
        'header-escape',
        '3.5.1',
        `${name} in the Authorization header has a "%" without two hex digits, at character ${position + 1} of its value`,
        'write % as %25: it is read as a literal % here, but other servers reject it',
      )
    }),
  ]
}

/**
 * The parameters of the Authorization header, not decoded. Omits realm, which is not
 * percent-encoded.
 */
function spelledParameters({
  headers,
}: ObservedRequest): { readonly name: string; readonly value: string }[] {
  const header = headerValues(headers, 'authorization').find(isOAuthHeader) ?? ''
  return [...header.matchAll(PARAMETER)]
    .map(([, name = '', value = '']) => ({ name, value }))
    .filter(({ name }) => name.toLowerCase() !== 'realm')
}
