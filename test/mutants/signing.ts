/** Mutants of building a signed request, §3.1 and §3.5. */
import type { Mutant } from './mutant.ts'

const options = 'signing-options.ts'
const unsigned = 'sign-request.ts'
const token = "if (token !== null) identity.push(encodeParameter(['oauth_token', token]))"
const version = "add(protocol, 'oauth_version', version)"
const callback = "add(protocol, 'oauth_callback', optionalText('callback', callback))"
const signing = (parameters: string): string => `normalizeEncoded(${parameters})`
const signed = signing('parameters')
const withoutExtensions = (list: string): string =>
  `${list}.slice(0, ${list}.length - (given.extra ?? []).length)`

export const SIGNING: readonly Mutant[] = [
  {
    name: 'empty-token-signed',
    about: 'oauth_token is sent empty where there is no token',
    seen: 'plausible',
    file: options,
    find: token,
    replace: "identity.push(encodeParameter(['oauth_token', token ?? '']))",
  },
  {
    name: 'token-dropped',
    about: 'oauth_token is not sent',
    seen: 'plausible',
    file: options,
    find: token,
    replace: '',
  },
  {
    name: 'version-signed-not-sent',
    about: 'oauth_version is signed although it is not sent',
    seen: 'plausible',
    file: unsigned,
    find: signed,
    replace: signing(
      "parameters.concat(prepared.version ? [] : { name: 'oauth_version', value: '1.0' })",
    ),
  },
  {
    name: 'version-always-sent',
    about: 'oauth_version is sent although it is left out',
    seen: 'litl/rauth (VERSION)',
    file: unsigned,
    find: version,
    replace: "add(protocol, 'oauth_version', '1.0')",
  },
  {
    name: 'version-not-looked-at',
    about: 'an oauth_version other than 1.0 is sent',
    seen: 'ciaranj/node-oauth (tests/oauthtests.js, 1.0A)',
    file: options,
    find: "version !== null && version !== '1.0'",
    replace: 'version === undefined',
    isChoice: true,
  },
  {
    name: 'version-never-sent',
    about: 'oauth_version is never sent',
    seen: 'plausible',
    file: unsigned,
    find: version,
    replace: '',
  },
  {
    name: 'callback-dropped',
    about: 'oauth_callback is not sent',
    seen: 'litl/rauth #66, dobesv/axios-oauth-1.0a #25',
    file: unsigned,
    find: callback,
    replace: '',
  },
  {
    name: 'callback-encoded-twice',
    about: 'oauth_callback is encoded once too often',
    seen: 'oauthlib/oauthlib #695',
    file: unsigned,
    find: callback,
    replace:
      "add(protocol, 'oauth_callback', callback == null ? null : encodeURIComponent(callback))",
  },
  {
    name: 'verifier-dropped',
    about: 'oauth_verifier is not sent',
    seen: 'plausible',
    file: unsigned,
    find: "optionalText('verifier', pin)",
    replace: 'null',
  },
  {
    name: 'extensions-dropped',
    about: 'further oauth_ parameters, such as a session handle, are not sent',
    seen: 'ciaranj/node-oauth PR #104',
    file: unsigned,
    find: 'for (const extension of extensions) protocol.push(extension)',
    replace: '',
  },
  {
    name: 'extensions-signed-not-sent',
    about: 'further parameters are signed and not sent',
    seen: 'ciaranj/node-oauth PR #249',
    file: unsigned,
    find: 'return { request, protocol, text }',
    replace: `return { request, protocol: ${withoutExtensions('protocol')}, text }`,
  },
  {
    name: 'extensions-sent-not-signed',
    about: 'further parameters are sent and not signed',
    seen: 'plausible',
    file: unsigned,
    find: signed,
    replace: signing(withoutExtensions('parameters')),
  },
  {
    name: 'request-not-signed',
    about: 'the parameters of the request are not signed',
    seen: 'litl/rauth (query)',
    file: unsigned,
    find: signed,
    replace: signing('protocol'),
  },
  {
    name: 'signature-method-not-signed',
    about: 'the signature method is not signed',
    seen: 'plausible',
    file: unsigned,
    find: signed,
    replace: signing("parameters.filter(({ name }) => name !== 'oauth_signature_method')"),
  },
  {
    name: 'realm-signed-by-client',
    about: 'the client signs its realm',
    seen: 'plausible',
    file: unsigned,
    find: signed,
    replace: signing(
      "parameters.concat(prepared.realm === null ? [] : encodeParameter(['realm', prepared.realm]))",
    ),
  },
  {
    name: 'own-protocol-parameters-accepted',
    about: 'the request may bring protocol parameters of its own',
    seen: 'plausible',
    file: unsigned,
    find: 'requireUnreserved(own, extensions)',
    replace: '',
  },
  {
    name: 'empty-consumer-key-accepted',
    about: 'a request is signed without a consumer key',
    seen: 'zendframework/ZendOAuth (OAuthTest.php)',
    file: options,
    find: 'if (!consumerKey)',
    replace: 'if (consumerKey === null)',
    isChoice: true,
  },
]
