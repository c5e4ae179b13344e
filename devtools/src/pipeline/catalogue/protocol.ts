/** Deviations in which protocol parameters are signed, §3.4.1.3.1. */
import { catalogue, type Deviation, type Entry } from '../deviation.ts'
import { isProtocol, nameOf, without, withAdded } from './steps.ts'

const KNOWN = [
  'oauth_consumer_key',
  'oauth_token',
  'oauth_signature_method',
  'oauth_timestamp',
  'oauth_nonce',
  'oauth_version',
  'oauth_callback',
  'oauth_verifier',
]
const LEFT_OUT = [...KNOWN, 'oauth_body_hash', 'oauth_session_handle']

const leftOut = Object.fromEntries(
  LEFT_OUT.map((name): [string, Entry] => [
    `${name.slice(6).replaceAll('_', '-')}-not-signed`,
    {
      title: `leaves ${name} out of the signature`,
      fix: 'sign every parameter of the header but realm and oauth_signature',
      change: without((pair) => nameOf(pair) === name),
    },
  ]),
)

export const PROTOCOL: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'every parameter that is sent is signed, except oauth_signature anywhere and realm in the header',
  },
  {
    ...leftOut,
    'realm-signed': {
      title: 'signs the realm of the header',
      fix: 'leave the realm out',
      change: ({ realm }) => withAdded(realm === null ? null : [['realm', realm]]),
      vectors: ['protocol-parameters/realm', 'protocol-parameters/realm-and-parameter-realm'],
    },
    'realm-parameter-dropped': {
      title: 'drops a parameter named realm from query or body',
      fix: 'leave out the realm of the header only',
      change: without((pair) => nameOf(pair) === 'realm'),
      seen: ['Authlib', 'oauthlib/oauthlib'],
      vectors: ['protocol-parameters/realm-and-parameter-realm', 'request-parameters-body/realm'],
    },
    'signature-signed': {
      title: 'signs an oauth_signature that stands in query or body',
      fix: 'leave oauth_signature out wherever it stands',
      change: {
        isExcluded: (pair) => nameOf(pair) === 'oauth_signature' && pair.source === 'header',
      },
      seen: ['ddo/oauth-1.0a', 'ciaranj/node-oauth', 'Mastercard/oauth1-signer-nodejs'],
      vectors: [
        'request-parameters-body/oauth-signature',
        'request-parameters-query/oauth-signature',
      ],
    },
    'empty-signature-signed': {
      title: 'signs an empty oauth_signature',
      fix: 'leave oauth_signature out',
      change: withAdded([['oauth_signature', '']])!,
    },
    'signature-prefix-dropped': {
      title: 'drops every parameter whose name begins with oauth_signature',
      fix: 'leave out oauth_signature by its whole name',
      change: without((pair) => nameOf(pair).startsWith('oauth_signature')),
      vectors: ['request-parameters-query/signature-without-prefix'],
    },
    'unknown-protocol-dropped': {
      title: 'drops oauth_ parameters that it does not know',
      fix: 'sign every parameter of the header',
      change: without((pair) => isProtocol(pair) && !KNOWN.includes(nameOf(pair))),
      seen: ['laserlemon/simple_oauth'],
      vectors: ['protocol-parameters/session-handle', 'protocol-parameters/body-hash'],
    },
    'protocol-not-signed': {
      title: 'signs no protocol parameter at all',
      fix: 'sign the parameters of the header too',
      change: without(isProtocol),
    },
    'protocol-signed-twice': {
      title: 'signs the protocol parameters twice',
      fix: 'collect the header once',
      change: { header: ({ header }) => [...header, ...header] },
    },
    'empty-protocol-values-dropped': {
      title: 'drops protocol parameters with an empty value',
      fix: 'sign them, or do not send them',
      change: without((pair) => isProtocol(pair) && pair.value.length === 0),
      vectors: ['protocol-parameters/empty-token'],
    },
  },
)
