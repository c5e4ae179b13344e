/**
 * Checks the protocol parameters, the timestamp, the Authorization header and the body of a
 * request.
 */
import { isLoopback } from 'countersign/internal'
import { parseForm, SIGNATURE_METHODS } from 'countersign/signing'
import { lintBody } from './body.ts'
import { finding, type Lint } from './finding.ts'
import { lintHeader } from './header.ts'
import type { ObservedRequest } from '../input/index.ts'

export function lintProtocol(request: ObservedRequest, now: number | null): readonly Lint[] {
  return [
    ...lintPlaces(request),
    ...lintHeader(request),
    ...lintValues(request),
    ...lintClock(request, now),
    ...lintBody(request),
  ]
}

function lintPlaces({
  places,
  protocol,
  wire,
  form,
  header,
  signatureMethod,
}: ObservedRequest): Lint[] {
  const names = [...header, ...parseForm(wire.query ?? ''), ...parseForm(form ?? '')].map(
    ([name]) => String(name),
  )
  const twice = [
    ...new Set(
      names.filter((name, index) => name.startsWith('oauth_') && names.indexOf(name) !== index),
    ),
  ]
  const needed = [
    'oauth_consumer_key',
    'oauth_signature_method',
    ...(signatureMethod === 'PLAINTEXT' ? [] : ['oauth_timestamp', 'oauth_nonce']),
  ]
  const absent = needed.filter((name) => !protocol.get(name))
  return [
    ...finding(
      places.length > 1,
      'two-places',
      '3.5',
      `oauth_ parameters are sent in more than one place: ${places.join(' and ')}`,
      'send all of them in the header, in the body or in the query',
    ),
    ...finding(
      twice.length > 0,
      'parameter-twice',
      '3.1',
      `${twice.join(', ')} ${twice.length > 1 ? 'are' : 'is'} sent more than once`,
      'send each parameter once',
    ),
    ...finding(
      absent.length > 0,
      'parameter-missing',
      '3.1',
      `the request has no ${absent.join(', ')}`,
      'send every required parameter',
    ),
  ]
}

function lintValues({ protocol, signatureMethod, wire, signature }: ObservedRequest): Lint[] {
  const version = protocol.get('oauth_version') ?? '1.0'
  const isKnown = SIGNATURE_METHODS.some((method) => method === signatureMethod)
  const isCaseOnly =
    !isKnown && SIGNATURE_METHODS.some((method) => method === signatureMethod.toUpperCase())
  const isPlaintext = signatureMethod === 'PLAINTEXT'
  const isExposed = isPlaintext && wire.scheme.toLowerCase() === 'http' && !isLoopback(wire.host)
  const nonce = protocol.get('oauth_nonce')
  return [
    ...finding(
      version !== '1.0',
      'version',
      '3.1',
      'oauth_version is not 1.0',
      'send oauth_version=1.0, which also means OAuth 1.0a, or leave it out',
    ),
    ...finding(
      !isKnown && !isCaseOnly,
      'unknown-method',
      '3.4',
      'oauth_signature_method is not a known signature method',
      `use ${SIGNATURE_METHODS.join(', ')}`,
    ),
    ...finding(
      isCaseOnly,
      'method-case',
      '3.4',
      'oauth_signature_method is not in upper case',
      `write ${signatureMethod.toUpperCase()}`,
    ),
    ...finding(
      isExposed,
      'plaintext-over-http',
      '3.4.4',
      'PLAINTEXT over http exposes both secrets to the network',
      'use https, and replace the secrets',
    ),
    ...finding(
      isPlaintext &&
        parseForm(wire.query ?? '').some(([name]) => String(name) === 'oauth_signature'),
      'plaintext-in-url',
      '3.4.4',
      'PLAINTEXT in the query puts both secrets into the URL, which servers log',
      'send the oauth_ parameters in the header, and replace the secrets',
    ),
    ...finding(
      !isPlaintext && / /.test(signature ?? ''),
      'plus-lost',
      '3.6',
      'oauth_signature contains a space, which is not a base64 character',
      'percent-encode the signature: + as %2B',
    ),
    ...finding(
      nonce !== undefined && /[^\x21-\x7E]/.test(nonce),
      'nonce-characters',
      '3.3',
      'oauth_nonce contains white space or non-ASCII characters',
      'use letters and digits only',
    ),
  ]
}

function lintClock({ protocol }: ObservedRequest, now: number | null): Lint[] {
  const text = protocol.get('oauth_timestamp')
  if (text === undefined) return []
  if (!/^\d+$/.test(text))
    return finding(
      true,
      'timestamp',
      '3.3',
      'oauth_timestamp is not a positive integer',
      'send the time in whole seconds since 1970',
    )
  if (text.length === 13)
    return finding(
      true,
      'timestamp-milliseconds',
      '3.3',
      'oauth_timestamp is in milliseconds',
      'send the time in whole seconds since 1970',
    )
  const seconds = now === null ? 0 : Number(text) - now
  const hint =
    'if the request is new, set the clock; most servers accept a difference of five minutes'
  return finding(
    Math.abs(seconds) > 300,
    'clock',
    '3.3',
    `oauth_timestamp is ${inWords(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} this computer's clock`,
    hint,
  )
}

function inWords(seconds: number): string {
  const units = [
    [86_400 * 365, 'years'],
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
  ] as const
  const [size, unit] = units.find(([length]) => seconds >= 2 * length) ?? [1, 'seconds']
  return `${Math.floor(seconds / size)} ${unit}`
}
