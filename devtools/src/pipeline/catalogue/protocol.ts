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
      fix: 'sign every parameter of the Authorization header except realm and oauth_signature',
      change: without((pair) => nameOf(pair) === name),
    },
  ]),
)

export const PROTOCOL: readonly Deviation[] = catalogue(
  {
    part: 'parameters',
    section: '3.4.1.3.1',
    rule: 'every parameter that is sent is signed, except oauth_signature and the realm of the Authorization header',
  },
  {
    ...leftOut,
    'realm-signed': {
      title: 'signs the realm of the Authorization header',
      fix: 'leave the realm out of the signature',
      change: ({ realm }) => withAdded(realm === null ? null : [['realm', realm]]),
      vectors: ['protocol-parameters/realm', 'protocol-parameters/realm-and-parameter-realm'],
    },
    'realm-parameter-dropped': {
      title: 'leaves out a query or body parameter named realm',
      fix: 'leave out only the realm of the Authorization header',
      change: without((pair) => nameOf(pair) === 'realm'),
      seen: ['Authlib', 'oauthlib/oauthlib'],
      vectors: ['protocol-parameters/realm-and-parameter-realm', 'request-parameters-body/realm'],
    },
    'signature-signed': {
      title: 'signs an oauth_signature parameter of the query or the body',
      fix: 'leave out oauth_signature wherever it is sent',
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
      fix: 'leave oauth_signature out of the signature',
      change: withAdded([['oauth_signature', '']])!,
    },
    'signature-prefix-dropped': {
      title: 'leaves out every parameter whose name begins with oauth_signature',
      fix: 'compare the whole name oauth_signature',
      change: without((pair) => nameOf(pair).startsWith('oauth_signature')),
      vectors: ['request-parameters-query/signature-without-prefix'],
    },
    'unknown-protocol-dropped': {
      title: 'leaves out oauth_ parameters that it does not know',
      fix: 'sign every parameter of the Authorization header except realm and oauth_signature',
      change: without((pair) => isProtocol(pair) && !KNOWN.includes(nameOf(pair))),
      seen: ['laserlemon/simple_oauth'],
      vectors: ['protocol-parameters/session-handle', 'protocol-parameters/body-hash'],
    },
    'protocol-not-signed': {
      title: 'signs no protocol parameters',
      fix: 'sign the oauth_ parameters too',
      change: without(isProtocol),
    },
    'protocol-signed-twice': {
      title: 'signs the protocol parameters twice',
      fix: 'collect the parameters of the Authorization header once',
      change: { header: ({ header }) => [...header, ...header] },
    },
    'empty-protocol-values-dropped': {
      title: 'leaves out protocol parameters with an empty value',
      fix: 'sign these parameters, or do not send them',
      change: without((pair) => isProtocol(pair) && pair.value.length === 0),
      vectors: ['protocol-parameters/empty-token'],
    },
  },
)
