/** The notes of docs/errors.md on each code. The type requires a note for each ErrorCode. */
import type { ErrorCode } from '../../../src/index.ts'

/** The folder of the package that declares a code. Other folders use it too. */
export type Layer =
  | 'signing'
  | 'server'
  | 'client'
  | 'flow'
  | 'input'
  | 'conformance'
  | 'sandbox'
  | 'cli'

export interface ErrorNote {
  readonly layer: Layer
  /** The cause of the error. */ readonly when: string
  /** The next step. */ readonly todo: string
  /** The section of RFC 5849, or `null` if none applies. */
  readonly section: string | null
}

type Note = readonly [when: string, todo: string, section: string | null]

/** Notes of one layer. */
function notes<Code extends string>(
  layer: Layer,
  byCode: Readonly<Record<Code, Note>>,
): Record<Code, ErrorNote> {
  const entries = Object.entries<Note>(byCode)
  return Object.fromEntries(
    entries.map(([code, [when, todo, section]]) => [code, { layer, when, todo, section }]),
  ) as Record<Code, ErrorNote>
}

const signing = notes('signing', {
  'invalid-option': [
    'An option has a value of another type, or one out of its range.',
    'Give a value that the hint names. `names` holds the option.',
    '3.1',
  ],
  'unknown-option': [
    'An option has a name that the function does not know.',
    'Correct the name. The hint holds the nearest one.',
    '3.1',
  ],
  'missing-credential': [
    'The consumer key, a secret, a token or a key is absent.',
    'Give it. An empty secret is given as `""`, or as `null` for a token.',
    '3.1',
  ],
  'unusable-key': [
    'An RSA key is not readable, is encrypted, or is too short for the hash.',
    'Give an unencrypted RSA key as PEM, or a `KeyObject`.',
    '3.4.3',
  ],
  'weak-key': [
    'A server stores an RSA public key of less than 2048 bits.',
    'Have the client make a longer key, or set `allowRsa1024`.',
    '4.11',
  ],
  'lone-surrogate': [
    'A text holds a lone surrogate, which has no UTF-8 form.',
    'Cut texts between characters.',
    '3.6',
  ],
  'invalid-realm': [
    'The realm holds a character that a header cannot carry.',
    'Use printable ASCII.',
    '3.5.1',
  ],
  'invalid-nonce': ['The nonce is empty.', 'Give letters and digits, or no nonce option.', '3.3'],
  'invalid-timestamp': [
    'The timestamp is not a positive whole number, or counts milliseconds.',
    'Give whole seconds since 1970, or no timestamp option.',
    '3.3',
  ],
  'missing-nonce': [
    'Nonce or timestamp is `null` with a method other than PLAINTEXT.',
    'Leave both options out.',
    '3.1',
  ],
  'invalid-url': [
    'A URL is not absolute, not http or https, holds a user or password, or has an impossible port. ' +
      'To a verifier: the request target holds `#`.',
    'Give an absolute URL with a host, without user and password.',
    '3.4.1.2',
  ],
  'invalid-method': [
    'The method is not a token of HTTP.',
    'Give `GET`, `POST` or another method.',
    '3.4.1.1',
  ],
  'invalid-header': [
    'Headers are not pairs of text, or an OAuth header cannot be read.',
    'Give `[["Name", "value"]]`. An OAuth header is `OAuth name="value", name="value"`.',
    '3.5.1',
  ],
  'duplicate-header': [
    'A header that the signature depends on is repeated.',
    'Send it once.',
    '3.5',
  ],
  'invalid-body': [
    'A body cannot be signed as given: its type is not known, or it is not the form that its Content-Type names.',
    'Give a text, octets, a form or JSON, and the Content-Type of that body.',
    '3.4.1.3.1',
  ],
  'invalid-content-type': [
    'The Content-Type names the form encoding and something else.',
    'Send one media type.',
    '3.4.1.3.1',
  ],
  'invalid-transmission': [
    'The protocol parameters cannot be sent in the chosen transmission.',
    'Choose `header`, `query`, or `body` with a POST of a form.',
    '3.5',
  ],
  'authorization-present': [
    'The request to sign already has an Authorization header.',
    'Leave it out: the signer writes it.',
    '3.5',
  ],
  'reserved-parameter': [
    'The query, the form or `extra` holds a parameter that the signer sets.',
    'Use the option for it, or rename the parameter.',
    '3.1',
  ],
  'plaintext-exposed': [
    'PLAINTEXT would send its secrets over http, in a URL, or to another service.',
    'Use https and the header, or an HMAC.',
    '3.4.4',
  ],
  'asynchronous-method': [
    'A signature method of the caller returns a promise, and `sign` is called.',
    'Call `signAsync`.',
    '3.4',
  ],
  'unknown-signature-method': [
    'The signature method is unknown.',
    'Choose one of the list in the hint. Names are case sensitive.',
    '3.4',
  ],
})

const server = notes('server', {
  'signature-method-rejected': [
    'A request is signed by a method that the server does not accept.',
    'Sign by one of the list in the hint.',
    '3.2',
  ],
  'version-rejected': [
    'A request has an `oauth_version` other than 1.0.',
    'Send `1.0`, or no version.',
    '3.2',
  ],
  'credentials-absent': ['A request is not signed.', 'Sign it.', '3.5'],
  'consumer-key-unknown': [
    'The server knows no client with this key, or none with a usable secret or key.',
    'Check the key, and that it belongs to this server.',
    '3.2',
  ],
  'signature-invalid': [
    'The signature does not match the request.',
    'Check the secrets, and then compare base strings: `countersign diagnose`.',
    '3.2',
  ],
  'verifier-invalid': [
    'The verifier does not belong to these temporary credentials.',
    'Send the verifier of the callback, or of the page.',
    '2.3',
  ],
  'token-rejected': [
    'The token was not issued to this client, or is not valid for this call.',
    'Log in again.',
    '3.2',
  ],
  'token-expired': ['The token has expired.', 'Log in again.', '3.2'],
  'token-revoked': ['The token has been revoked.', 'Log in again.', '3.2'],
  'token-used': [
    'Temporary credentials have been exchanged before.',
    'Use the token that they were exchanged for, or log in again.',
    '3.2',
  ],
  'parameter-absent': [
    'A request lacks a protocol parameter. `names` holds which.',
    'Send it.',
    '3.2',
  ],
  'parameter-rejected': [
    'A protocol parameter is repeated, in two places, or has an invalid value.',
    'Correct the parameter that `names` holds.',
    '3.2',
  ],
  'permission-denied': [
    'The owner has refused, or the token does not allow this request.',
    'Respect the refusal, or ask for more scopes at the next login.',
    '3.2',
  ],
  'permission-unknown': ['The owner has not decided yet.', 'Wait for the decision.', '3.2'],
  'timestamp-refused': [
    'The clocks of client and server differ by more than the server allows.',
    'Set the clock of the client, or of the server.',
    '3.3',
  ],
  'nonce-used': [
    'A request with the same nonce, timestamp, client and token has arrived before.',
    'Sign each request anew.',
    '3.3',
  ],
  'replay-store-full': [
    'One client has used all the room for its nonces.',
    'Send fewer requests, or give the store more capacity.',
    '3.3',
  ],
  'request-too-large': [
    'A request has more octets than the server accepts.',
    'Send less, or raise `maxOctets`.',
    '3.2',
  ],
  'too-many-parameters': [
    'A request has more parameters than the server accepts.',
    'Send fewer, or raise `maxParameters`.',
    '3.2',
  ],
})

const client = notes('client', {
  'connection-failed': [
    'The connection to the server could not be opened, or was lost.',
    'Check host, network and certificate. `cause` holds the error of the system.',
    null,
  ],
  timeout: ['The server has not answered in time.', 'Try again, or allow more time.', null],
  'reply-too-large': ['The reply is longer than the limit.', 'Read it as a stream.', null],
  'request-refused': [
    'The server answers with a status that is not a success.',
    'See `status`, `problem` and the hint.',
    '3.2',
  ],
  'credentials-refused': [
    'The server refuses to issue credentials.',
    'See `status`, `problem` and the hint. Check URLs, keys, secrets and clock.',
    '2.1',
  ],
  'invalid-reply': [
    'The reply to a request for credentials cannot be read.',
    'Check the URL of the endpoint.',
    '2.1',
  ],
  'invalid-credentials': [
    'A renewal returned no token, or one without a secret.',
    'Return both from the function.',
    '2.3',
  ],
  'body-too-large': [
    'A body that has to be read before it is signed is longer than the limit.',
    'Send it as a stream without body hash, or in parts.',
    null,
  ],
  'invalid-parameter': [
    'A query or form parameter is of a type that cannot be sent.',
    'Give text, a number or a list of these.',
    '3.4.1.3.1',
  ],
  'unportable-request': [
    'A `Request` may have a member that this runtime hides, so that it would be lost.',
    'Give that member beside the `Request`.',
    null,
  ],
  'unsigned-form': [
    'The Content-Type names a form, and the body is a stream or multipart, which is not signed.',
    'Give the form as text, or its own Content-Type.',
    '3.4.1.3.1',
  ],
  'unhashable-body': [
    'A body hash is asked for, and the body is a stream.',
    'Give octets or text, or leave the body hash out.',
    '3.4.1.3.1',
  ],
  'unknown-body-hash': [
    'The body hash is unknown, or the signature method does not support it.',
    'Choose one of the list in the hint, with an HMAC or RSA method.',
    '3.4',
  ],
  'redirect-cross-origin': [
    'A redirect leads to an origin that is not allowed.',
    'Allow the origin in `followRedirects`, if signed requests may go there.',
    null,
  ],
  'redirect-downgrade': [
    'A redirect leads from https to http.',
    'Ask the operator of the server.',
    null,
  ],
  'redirect-form': [
    'A redirect would send a signed form to another origin, or drop the parameters with the body.',
    'Request the new URL, or choose `transmission: "header"`.',
    '3.5.2',
  ],
  'redirect-invalid': [
    'The Location of a redirect cannot be followed.',
    'Ask the operator of the server.',
    null,
  ],
  'redirect-limit': [
    'There are too many redirects in a row.',
    'See whether they form a circle.',
    null,
  ],
  'redirect-not-followed': [
    'A redirect is not followed, because a signature is for one URL only.',
    'Request the new URL, or set `followRedirects`.',
    '3.4.1.2',
  ],
  'redirect-plaintext': [
    'A redirect is not followed under PLAINTEXT, which would send its secrets on.',
    'Request the new URL, or choose an HMAC.',
    '3.4.4',
  ],
  'redirect-unreplayable': [
    'A redirect wants the body again, and the body was a stream.',
    'Request the new URL with a new stream, or give octets.',
    null,
  ],
})

const flow = notes('flow', {
  'callback-mismatch': [
    'The browser that comes back is not the one that began the login.',
    'Begin again, in this browser.',
    '2.2',
  ],
  'callback-prefetched': [
    'The browser asks for the callback ahead of its user.',
    'Answer without finishing the login, and wait for the user.',
    '2.2',
  ],
  'callback-unconfirmed': [
    'The server does not confirm the callback. It may speak OAuth 1.0 without the fix of 1.0a.',
    'Ask the service, or set `allowUnconfirmedCallback` if the risk is known.',
    '2.1',
  ],
  'invalid-callback': [
    'The callback is not an absolute URL, or is given where the service fixes it.',
    'Give a full URL or `oob`, or leave it out.',
    '2.1',
  ],
  'listener-failed': [
    'The port for the callback on this machine cannot be opened.',
    'Choose another port, or log in by PIN.',
    null,
  ],
  'insecure-endpoint': [
    'A URL of the service is not https, or certificates are not checked.',
    'Use https, and leave NODE_TLS_REJECT_UNAUTHORIZED unset.',
    '2.1',
  ],
  'missing-endpoint': [
    'A URL of the service is missing.',
    'Give it. The service documents it for developers.',
    '2',
  ],
  'renewal-unavailable': [
    'The service has given no session handle, or no URL for renewals is known.',
    'Log in again.',
    null,
  ],
  'authorization-denied': [
    'The user or the service has refused.',
    'Respect the refusal, or begin again.',
    '2.2',
  ],
  'invalid-pending': [
    'The callback does not belong to a pending login, or it belongs to another service.',
    'Keep the `pending` of `begin` until the callback, or begin again.',
    '2.2',
  ],
  'login-expired': ['The login was begun too long ago.', 'Begin again.', '2.2'],
  'login-spent': ['The login has been finished before.', 'Begin again.', '2.3'],
  'login-timeout': [
    'The user has not come back in time.',
    'Begin again, or allow more time with `timeout`.',
    '2.2',
  ],
  'login-unavailable': [
    'The service has no login in a browser.',
    'Use the way that the hint names.',
    '2.2',
  ],
  'login-unsafe': [
    'The service uses no verifier, so that a web login could be taken over.',
    'Log in on the own machine instead, or use a newer protocol of the service.',
    '2.3',
  ],
  'missing-verifier': [
    'The verifier is missing.',
    'Give the one of the callback, or of the page that shows it.',
    '2.3',
  ],
  'preset-gone': [
    'The service of a preset is shut down.',
    'See the hint for what replaces it.',
    null,
  ],
  'unknown-preset': ['The preset is unknown.', 'Correct the name, or give the URLs.', null],
  'invalid-variable': ['A variable of a preset has an invalid value.', 'See the hint.', '2'],
  'missing-variable': ['A preset needs a variable.', 'Give it.', null],
  'unknown-variable': ['A preset has no variable of this name.', 'Correct the name.', null],
})

const input = notes('input', {
  'unreadable-base-string': [
    'The text holds no signature base string.',
    'Paste the base string of the server, with its two bare `&`.',
    '3.4.1.1',
  ],
  'unreadable-input': [
    'The text is not a request: not a curl command, a HAR or an HTTP message.',
    'Paste the whole request. The message names the place where reading stops.',
    null,
  ],
  'input-too-large': [
    'A paste is longer than its limit: 1 MiB for a head or a command line, 64 MiB for a HAR.',
    'Give the one request alone.',
    null,
  ],
  'file-not-read': [
    'A pasted command names a file, and no file is read by itself.',
    'Add `--read-files`, or put the content into the command.',
    null,
  ],
  'missing-parameter': [
    'The request has no `oauth_signature_method`, so that its signature cannot be traced.',
    'Give the request as it was sent.',
    '3.1',
  ],
  'missing-signature': [
    'The request has no `oauth_signature`.',
    'Give the request as it was sent.',
    '3.1',
  ],
})

const conformance = notes('conformance', {
  'invalid-suite': [
    'A file of vectors does not follow its schema.',
    'Correct the place named.',
    null,
  ],
  usage: ['A command line has an argument that cannot be used.', 'See `--help`.', null],
})

const sandbox = notes('sandbox', {
  'invalid-target': [
    'The request target is not a path of the sandbox.',
    'Send a path that begins with one `/`.',
    '3.4.1.2',
  ],
  'misdirected-request': [
    'The Host header does not name the sandbox.',
    'Use the origin in the hint.',
    '3.4.1.2',
  ],
  'port-unavailable': [
    'The port cannot be opened.',
    'Choose another port, or 0 for a free one.',
    null,
  ],
  'server-busy': [
    'The bodies of all requests together are longer than 16 MiB.',
    'Send fewer long requests at once.',
    '4.10',
  ],
})

const cli = notes('cli', {
  'unreadable-file': [
    'A file that `--read-files` may read is absent, is not a regular file, or is too long.',
    'Check the path.',
    null,
  ],
  'credentials-not-stored': [
    'New credentials could not be written to the file of profiles.',
    'See the hint: it says how to keep them.',
    null,
  ],
})

export const ERROR_NOTES: Readonly<Record<ErrorCode, ErrorNote>> = {
  ...signing,
  ...server,
  ...client,
  ...flow,
  ...input,
  ...conformance,
  ...sandbox,
  ...cli,
}
