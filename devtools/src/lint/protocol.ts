/** What is wrong with the request itself: its protocol parameters, its clock, its body. */
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
      `oauth_ parameters stand in two places: ${places.join(' and ')}`,
      'send all of them in one: header, body or query',
    ),
    ...finding(
      twice.length > 0,
      'parameter-twice',
      '3.1',
      `${twice.join(', ')} ${twice.length > 1 ? 'occur' : 'occurs'} twice`,
      'send each once',
    ),
    ...finding(
      absent.length > 0,
      'parameter-missing',
      '3.1',
      `the request lacks ${absent.join(', ')}`,
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
      'send 1.0, which OAuth 1.0a has too, or leave it out',
    ),
    ...finding(
      !isKnown && !isCaseOnly,
      'unknown-method',
      '3.4',
      'oauth_signature_method names no method that is known here',
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
      'PLAINTEXT shows both secrets to every reader on the way',
      'call https, and replace the secrets',
    ),
    ...finding(
      isPlaintext &&
        parseForm(wire.query ?? '').some(([name]) => String(name) === 'oauth_signature'),
      'plaintext-in-url',
      '3.4.4',
      'PLAINTEXT puts both secrets into the URL, which logs keep',
      'send them in the header, and replace them',
    ),
    ...finding(
      !isPlaintext && / /.test(signature ?? ''),
      'plus-lost',
      '3.6',
      'oauth_signature holds a space, which no base64 does',
      'percent-encode it: + as %2B',
    ),
    ...finding(
      nonce !== undefined && /[^\x21-\x7E]/.test(nonce),
      'nonce-characters',
      '3.3',
      'oauth_nonce holds white space or characters that are not ASCII',
      'use letters and digits',
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
      'oauth_timestamp is no positive integer',
      'send whole seconds since 1970',
    )
  if (text.length === 13)
    return finding(
      true,
      'timestamp-milliseconds',
      '3.3',
      'oauth_timestamp is in milliseconds',
      'send whole seconds since 1970',
    )
  const seconds = now === null ? 0 : Number(text) - now
  const hint = 'if it was made just now, set the clock; servers mostly take five minutes'
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
