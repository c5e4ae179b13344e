/**
 * The owner's authorization, RFC 5849 §2.2.
 *
 * The sandbox has one user and no login: whoever opens the page on this machine decides as that user.
 */
import { equalInConstantTime, formatForm, type Parameter, parseForm } from '../signing/index.ts'
import { type Answer, redirect } from './answer.ts'
import { approvalPage, messagePage, verifierPage } from './approval-page.ts'
import type { IncomingRequest } from './incoming-request.ts'
import type { Provider, TemporaryCredentials } from './provider.ts'
import { LEGIBLE, LETTERS_AND_DIGITS, UNGUESSABLE } from './random-text.ts'

/** `/oauth/authorize`: the page, and with POST the decision that was made on it. */
export function authorize(request: IncomingRequest, provider: Provider): Answer {
  const fields = parseForm(request.method === 'POST' ? request.form ?? '' : request.query)
  const temporary = provider.temporaryCredentials.get(only(fields, 'oauth_token'))
  if (temporary === undefined) {
    return messagePage(400, 'Nothing to decide', 'There is no such request for access. Start again at the client.')
  }
  if (temporary.decision !== 'none') {
    return messagePage(400, 'Decided already', 'This request for access was answered before.')
  }
  if (provider.clock() > temporary.expires) {
    return messagePage(400, 'Too late', 'This request for access has expired. Start again at the client.')
  }
  if (request.method === 'POST') return decide(temporary, fields, provider)
  if (provider.approval === 'automatic') return allow(temporary, provider)
  return approvalPage(temporary, provider.consumers.get(temporary.consumerKey)!, provider.user.name)
}

function decide(temporary: TemporaryCredentials, fields: readonly Parameter[], provider: Provider): Answer {
  // §4.13: only this sandbox's own page knows the text that goes with these credentials.
  if (!equalInConstantTime(only(fields, 'forgery_token'), temporary.forgeryToken)) {
    return messagePage(403, 'Not from this page', 'The decision did not come from the page that asked for it.')
  }
  const decision = only(fields, 'decision')
  if (decision === 'allow') return allow(temporary, provider)
  if (decision === 'deny') return deny(temporary)
  return messagePage(400, 'No decision', 'The answer is neither allow nor deny.')
}

function allow(temporary: TemporaryCredentials, provider: Provider): Answer {
  const { callback, token, consumerKey } = temporary
  temporary.decision = 'allowed'
  // A code that a person copies is short; the few tries at it make up for that.
  temporary.verifier = callback === 'oob'
    ? provider.randomText(8, LEGIBLE)
    : provider.randomText(UNGUESSABLE, LETTERS_AND_DIGITS)
  if (callback === 'oob') return verifierPage(temporary.verifier, provider.consumers.get(consumerKey)!)
  return redirect(append(callback, [['oauth_token', token], ['oauth_verifier', temporary.verifier]]))
}

function deny(temporary: TemporaryCredentials): Answer {
  const { callback, token } = temporary
  temporary.decision = 'denied'
  if (callback === 'oob') return messagePage(200, 'Denied', 'The client gets no access. You can close this page.')
  return redirect(append(callback, [['oauth_token', token], ['oauth_problem', 'user_refused']]))
}

/** §2.2: behind the callback's own query, of which no character changes. */
function append(callback: string, parameters: readonly Parameter[]): string {
  const separator = !callback.includes('?') ? '?' : /[?&]$/.test(callback) ? '' : '&'
  return callback + separator + formatForm(parameters)
}

/** A field's one value; the empty text where it is absent, or there twice. */
function only(fields: readonly Parameter[], wanted: string): string {
  const values = fields.filter(([name]) => name === wanted).map(([, value]) => value)
  return values.length === 1 ? String(values[0]) : ''
}
