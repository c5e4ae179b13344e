/** What a sandbox demands of a request beyond a right signature, where it is set up to. */
import { firstHeader } from 'countersign/internal'
import { bodyHash, isFormContentType, type Trace } from 'countersign/signing'
import type { Behaviour } from './behaviour.ts'
import type { IncomingRequest } from './http/incoming-request.ts'
import { refuse } from './refuse.ts'

/** @throws CountersignError by the names of the problem reporting extension */
export function requireDemands(request: IncomingRequest, trace: Trace, behaviour: Behaviour): void {
  const { signatureMethods, transmissions, headers } = behaviour
  if (!signatureMethods.includes(trace.signatureMethod)) {
    refuse(
      'signature-method-rejected',
      '3.4',
      `${trace.signatureMethod} is not taken here`,
      signatureMethods.join(', '),
    )
  }
  const { source } = trace.parameters.find(({ name }) => name === 'oauth_consumer_key')!
  if (!transmissions.includes(source === 'header' ? 'header' : source)) {
    refuse(
      'parameter-rejected',
      '3.5',
      `the parameters came in the ${source}`,
      transmissions.join(', '),
    )
  }
  const realm =
    behaviour.realm === 'request-url' ? request.url.replace(/\?.*$/s, '') : behaviour.realm
  if (realm !== null && trace.realm !== realm) {
    refuse('parameter-rejected', '3.5.1', 'the realm is not the one that is due', `send ${realm}`, [
      'realm',
    ])
  }
  for (const [name, value] of Object.entries(headers)) {
    if (firstHeader(request.headers, name.toLowerCase()) === value) continue
    refuse('parameter-absent', '3.1', `the header ${name} is not right`, `send ${value}`, [name])
  }
}

/** For calls of the API. @throws CountersignError `parameter_absent` */
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
    'hash it',
    ['oauth_body_hash'],
  )
}
