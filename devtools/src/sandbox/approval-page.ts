/** The HTML pages of the sandbox, RFC 5849 §2.2. They need no script. */
import { escapeMarkup, escapeValue, htmlPage, isolateMarkup, pageStyle } from '../page/index.ts'
import { createHash } from 'node:crypto'
import { type Answer, html } from './http/answer.ts'
import type { Provider, TemporaryCredentials } from './provider.ts'
import type { Consumer } from './settings.ts'

const STYLE = `
:root { font-size: 1.1rem }
body { margin: 0; padding: 1rem }
main { max-width: 32rem; margin: 6vh auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  overflow-wrap: anywhere }
h1 { margin-top: 0; font-size: 1.4rem; line-height: 1.3 }
form { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 }
button { flex: 1 1 8rem; min-height: 3rem; font: inherit; cursor: pointer }
button.allow { font-weight: bold }
output { display: block; margin: 1rem 0; font: bold 1.8rem/1.3 var(--mono); letter-spacing: .12em }
small { display: block }
`

// No form-action: browsers apply it to the redirect to the callback, and to all later redirects
// too.
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(pageStyle(STYLE)).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Asks the owner. §2.2: the page names the client, and says whether its name was checked. */
export function approvalPage(
  temporary: TemporaryCredentials,
  consumer: Consumer,
  provider: Provider,
): Answer {
  const {
    user: { name: userName },
    behaviour: { urls },
  } = provider
  const [name, user] = [consumer.name, userName].map(isolateMarkup)
  const { callback, token, forgeryToken, scopes } = temporary
  const mark = consumer.verified
    ? '<strong>Verified:</strong> the name of this client was checked.'
    : '<strong>Not verified:</strong> the name of this client was not checked.'
  const next =
    callback === 'oob'
      ? 'You will get a code to type into the client.'
      : `You will go on to ${escapeMarkup(new URL(callback).origin)}.`
  const asked =
    scopes === null
      ? `all that user ${user} may see and do here`
      : scopes.map(isolateMarkup).join(', ')
  return page(
    200,
    'Allow access?',
    `<h1>Allow ${name} to act as user ${user}?</h1>
<p>${mark}</p>
<p>It asks for ${asked}. ${next}</p>
<form method="post" action="${escapeValue(urls.authorize)}">
<input type="hidden" name="oauth_token" value="${escapeValue(token)}">
<input type="hidden" name="forgery_token" value="${escapeValue(forgeryToken)}">
<button class="allow" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>
<p><small>This is a sandbox: its one user is ${user}, and there is no login.</small></p>`,
  )
}

/** Shows the verifier. §2.2: without a callback, the owner copies it to the client. */
export function verifierPage(verifier: string, consumer: Consumer): Answer {
  const name = isolateMarkup(consumer.name)
  return page(
    200,
    'Your code',
    `<h1>Type this code into ${name}</h1>
<output>${escapeMarkup(verifier)}</output>
<p>Do not share this code. You can close this page afterwards.</p>`,
  )
}

/** Shows a heading and a sentence. Both are plain text, not HTML. */
export function messagePage(status: number, heading: string, sentence: string): Answer {
  return page(
    status,
    heading,
    `<h1>${escapeMarkup(heading)}</h1>\n<p>${escapeMarkup(sentence)}</p>`,
  )
}

function page(status: number, title: string, content: string): Answer {
  return html(status, htmlPage({ title, style: STYLE, body: `<main>\n${content}\n</main>` }), [
    ['Content-Security-Policy', POLICY],
    ['X-Frame-Options', 'DENY'],
  ])
}
