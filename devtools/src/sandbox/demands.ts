/** Checks what `behaviour` demands of a request beyond a valid signature. */
import { firstHeader } from '../input/index.ts'
import { bodyHash, isFormContentType, type Trace } from 'countersign/signing'
import type { Behaviour } from './behaviour.ts'
import type { IncomingRequest } from './http/incoming-request.ts'
import { refuse } from './refuse.ts'

/**
 * @throws CountersignError `signature-method-rejected`, `parameter-rejected`, `parameter-absent`
 */
export function requireDemands(request: IncomingRequest, trace: Trace, behaviour: Behaviour): void {
  const { signatureMethods, transmissions, headers } = behaviour
  if (!signatureMethods.includes(trace.signatureMethod)) {
    refuse(
      'signature-method-rejected',
      '3.4',
      `${trace.signatureMethod} is not accepted here`,
      `sign by ${signatureMethods.join(', ')}`,
    )
  }
  const { source } = trace.parameters.find(({ name }) => name === 'oauth_consumer_key')!
  if (!transmissions.includes(source === 'header' ? 'header' : source)) {
    refuse(
      'parameter-rejected',
      '3.5',
      `the protocol parameters are in the ${source}`,
      `send them in ${transmissions.join(' or ')}`,
    )
  }
  const realm =
    behaviour.realm === 'request-url' ? request.url.replace(/\?.*$/s, '') : behaviour.realm
  if (realm !== null && trace.realm !== realm) {
    refuse('parameter-rejected', '3.5.1', 'the realm has the wrong value', `send ${realm}`, [
      'realm',
    ])
  }
  for (const [name, value] of Object.entries(headers)) {
    if (firstHeader(request.headers, name.toLowerCase()) === value) continue
    refuse('parameter-absent', '3.1', `the header ${name} has the wrong value`, `send ${value}`, [
      name,
    ])
  }
}

/** Checks `oauth_body_hash` in calls of the API. @throws CountersignError `parameter-absent` */
export function requireBodyHash(
  request: IncomingRequest,
  trace: Trace,
  { bodyHash: algorithm }: Behaviour,
): void {
  if (algorithm === null || isFormContentType(firstHeader(request.headers, 'content-type'))) return
  const claimed = trace.parameters.find(({ name }) => name === 'oauth_body_hash')?.value
  if (claimed === bodyHash(request.body, algorithm)) return
  refuse(
    'parameter-absent',
    '3.2',
    `oauth_body_hash is not the ${algorithm} of the body`,
    'hash the octets of the body',
    ['oauth_body_hash'],
  )
}
