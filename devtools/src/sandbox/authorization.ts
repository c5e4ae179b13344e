/**
 * Authorization by the resource owner, RFC 5849 §2.2.
 *
 * The sandbox has one user and no login. The person who opens the page on this machine decides as
 * that user.
 */
import {
  CountersignError,
  equalInConstantTime,
  formatForm,
  type Parameter,
  parseForm,
} from 'countersign/signing'
import { type Answer, redirect } from './http/answer.ts'
import { approvalPage, messagePage, verifierPage } from './approval-page.ts'
import type { IncomingRequest } from './http/incoming-request.ts'
import type { Provider, TemporaryCredentials } from './provider.ts'
import { LEGIBLE, LETTERS_AND_DIGITS, SECRET_LENGTH } from './random-text.ts'
import { readScopes } from './scopes.ts'
import { requireCallback } from './credentials/temporary.ts'

/** The longest form of a decision, in octets. */
const DECISION_LIMIT = 4096

/** Answers `/oauth/authorize`: GET shows the page, POST sends the decision. */
export function authorize(request: IncomingRequest, provider: Provider): Answer {
  const isDecision = request.method === 'POST'
  if (request.body.length > DECISION_LIMIT) {
    return messagePage(413, 'Form too long', `The form is longer than ${DECISION_LIMIT} octets.`)
  }
  const fields = parseForm(isDecision ? (request.form ?? '') : request.query)
  const tokenName = isDecision ? 'oauth_token' : provider.behaviour.authorizeTokenName
  const temporary = provider.temporaryCredentials.get(only(fields, tokenName))
  if (temporary === undefined) {
    return messagePage(
      400,
      'Unknown request',
      'This request for access does not exist. Start again at the client.',
    )
  }
  if (temporary.decision !== 'none') {
    return messagePage(
      400,
      'Already decided',
      'This request for access was already allowed or denied.',
    )
  }
  if (provider.clock() > temporary.expires) {
    return messagePage(
      400,
      'Request expired',
      'This request for access has expired. Start again at the client.',
    )
  }
  if (isDecision) return decide(temporary, fields, provider)
  const problem = readAuthorizeUrl(temporary, fields, provider)
  if (problem !== null) return messagePage(400, 'Wrong authorization URL', problem)
  if (provider.approval === 'automatic') return allow(temporary, provider)
  return approvalPage(temporary, provider.consumers.get(temporary.consumerKey)!, provider)
}

/**
 * Reads the other parameters of the authorize URL that `behaviour` defines.
 *
 * @returns the error, or `null`
 */
function readAuthorizeUrl(
  temporary: TemporaryCredentials,
  fields: readonly Parameter[],
  provider: Provider,
): string | null {
  const { callbackMode, authorizeConsumerKeyName: keyName, authorizeParams } = provider.behaviour
  const wrong = Object.entries(authorizeParams).find(
    ([name, value]) => only(fields, name) !== value,
  )
  if (wrong !== undefined) return `The URL lacks ${wrong.join('=')}.`
  if (keyName !== null && only(fields, keyName) !== temporary.consumerKey)
    return `The URL lacks the right ${keyName}.`
  const callback = only(fields, 'oauth_callback')
  try {
    if (callbackMode === 'authorize' && callback !== '')
      temporary.callback = requireCallback(callback)
    if (only(fields, 'scope') !== '') temporary.scopes = readScopes(only(fields, 'scope'), provider)
  } catch (error) {
    if (error instanceof CountersignError) return `${error.message}.`
    throw error
  }
  return null
}

function decide(
  temporary: TemporaryCredentials,
  fields: readonly Parameter[],
  provider: Provider,
): Answer {
  // §4.13: only the approval page of this sandbox holds the forgery token.
  if (!equalInConstantTime(only(fields, 'forgery_token'), temporary.forgeryToken)) {
    return messagePage(
      403,
      'Decision refused',
      'The form does not come from the approval page of this sandbox.',
    )
  }
  const decision = only(fields, 'decision')
  if (decision === 'allow') return allow(temporary, provider)
  if (decision === 'deny') return deny(temporary)
  return messagePage(400, 'No decision', 'The decision is neither allow nor deny.')
}

function allow(temporary: TemporaryCredentials, provider: Provider): Answer {
  const { callback, token, consumerKey } = temporary
  temporary.decision = 'allowed'
  // A code that a person copies is short. The limit on wrong verifiers makes up for that.
  temporary.verifier =
    callback === 'oob'
      ? provider.randomText(8, LEGIBLE)
      : provider.randomText(SECRET_LENGTH, LETTERS_AND_DIGITS)
  if (callback === 'oob')
    return verifierPage(temporary.verifier, provider.consumers.get(consumerKey)!)
  const verifier: Parameter[] = provider.behaviour.verifier
    ? [['oauth_verifier', temporary.verifier]]
    : []
  return redirect(append(callback, [['oauth_token', token], ...verifier]))
}

function deny(temporary: TemporaryCredentials): Answer {
  const { callback, token } = temporary
  temporary.decision = 'denied'
  if (callback === 'oob')
    return messagePage(200, 'Denied', 'The client gets no access. You can close this page.')
  return redirect(
    append(callback, [
      ['oauth_token', token],
      ['oauth_problem', 'user_refused'],
    ]),
  )
}

/** Appends parameters after the callback's own query, of which no character changes. §2.2 */
function append(callback: string, parameters: readonly Parameter[]): string {
  const separator = !callback.includes('?') ? '?' : /[?&]$/.test(callback) ? '' : '&'
  return callback + separator + formatForm(parameters)
}

/** The value of a field. Empty if the field is absent or repeated. */
function only(fields: readonly Parameter[], wanted: string): string {
  const values = fields.filter(([name]) => name === wanted).map(([, value]) => value)
  return values.length === 1 ? String(values[0]) : ''
}
