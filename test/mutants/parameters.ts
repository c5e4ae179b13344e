/** Mutants of collecting and normalizing the request parameters, §3.4.1.3. */
import type { Mutant } from './mutant.ts'

const file = 'request-parameters.ts'
const excluded = "parameters.filter(([name]) => name !== 'oauth_signature')"
const encoded = 'const encoded = signed.map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)'
const sorted = "return encoded.sort(byNameAndValue).map((pair) => pair.join('=')).join('&')"
const byName = 'if (name !== otherName) return name < otherName ? -1 : 1'
const byValue = 'return value < otherValue ? -1 : Number(value > otherValue)'
const fromQuery = "...collectForm('query', splitUrl(url).query),"
const fromBody = "...collectForm('body', signedFormBody(headers, body) ?? ''),"
const collecting = 'export function collectParameters({ url, headers, body }: WireRequest): RequestParameter[] {'
const keeping = (test: string): string =>
  `${excluded}.filter(([name, value], position, all) => ${test})`

export const PARAMETERS: readonly Mutant[] = [
  {
    name: 'query-not-signed',
    about: 'the query of the URL is left out',
    seen: 'litl/rauth (oauth.py, _remove_qs)',
    file,
    find: fromQuery,
    replace: '',
  },
  {
    name: 'query-name-not-decoded',
    about: 'names of the query are encoded again without being decoded',
    seen: 'ddo/oauth-1.0a, plhery/node-twitter-api-v2',
    file,
    find: '[decodeFormText(raw[0]), decodeFormText(raw[1])]',
    replace: "[source === 'query' ? raw[0] : decodeFormText(raw[0]), decodeFormText(raw[1])]",
  },
  {
    name: 'form-not-decoded',
    about: 'names and values of a form are encoded again without being decoded',
    seen: 'Mastercard/oauth1-signer-nodejs (kept as sent)',
    file,
    find: '[decodeFormText(raw[0]), decodeFormText(raw[1])]',
    replace: 'raw',
  },
  {
    name: 'query-cut-at-question-mark',
    about: 'the query ends at its second question mark',
    seen: 'ddo/oauth-1.0a',
    file,
    find: 'splitUrl(url).query',
    replace: "splitUrl(url).query.split('?')[0]!",
  },
  {
    name: 'form-body-never-signed',
    about: 'a form body is left out',
    seen: 'ciaranj/node-oauth (string bodies)',
    file,
    find: fromBody,
    replace: '',
  },
  {
    name: 'form-body-of-post-only',
    about: 'a form body counts for POST alone',
    seen: 'OAuth Core 1.0 servers',
    file,
    find: collecting,
    replace: `${collecting.replace('url, headers, body', 'method, url, headers, body: whole')}
  const body = method === 'POST' ? whole : null`,
  },
  {
    name: 'form-body-not-of-get',
    about: 'a form body of GET is left out',
    seen: 'plausible',
    file,
    find: collecting,
    replace: `${collecting.replace('url, headers, body', 'method, url, headers, body: whole')}
  const body = method === 'GET' ? null : whole`,
  },
  {
    name: 'query-and-body-merged',
    about: 'a name in the body replaces the same name in the query',
    seen: 'ddo/oauth-1.0a, plhery/node-twitter-api-v2',
    file,
    find: fromQuery,
    replace: `...collectForm('query', splitUrl(url).query).filter(({ encodedName }) =>
      !collectForm('body', signedFormBody(headers, body) ?? '').some((other) => other.encodedName === encodedName)),`,
  },
  {
    name: 'header-parameters-not-signed',
    about: 'parameters of the Authorization header are left out',
    seen: 'plausible',
    file,
    find: "...header.map((pair) => encode('header', null, pair)),",
    replace: '',
  },
  {
    name: 'foreign-header-parameters-dropped',
    about: 'parameters of the header without oauth_ are left out',
    seen: 'twitter/joauth',
    file,
    find: "...header.map((pair) => encode('header', null, pair)),",
    replace: "...header.filter(([name]) => /^oauth_/.test(String(name))).map((pair) => encode('header', null, pair)),",
  },
  {
    name: 'header-name-case-kept',
    about: 'header names are compared with their case',
    seen: 'oauthlib/oauthlib #121',
    file,
    find: 'other.toLowerCase() === name',
    replace: 'other === name.replace(/(^|-)./g, (start) => start.toUpperCase())',
  },
  {
    name: 'second-header-ignored',
    about: 'of two headers with one name the first is taken',
    seen: 'plausible',
    file,
    find: 'if (values.length < 2) return',
    replace: 'return',
  },
  {
    name: 'first-duplicate-kept',
    about: 'of parameters with one name the first is kept',
    seen: 'dghubble/oauth1 (auther.go)',
    file,
    find: excluded,
    replace: keeping('all.findIndex(([other]) => String(other) === String(name)) === position'),
  },
  {
    name: 'last-duplicate-kept',
    about: 'of parameters with one name the last is kept',
    seen: 'plhery/node-twitter-api-v2 (request maker)',
    file,
    find: excluded,
    replace: keeping('all.findLastIndex(([other]) => String(other) === String(name)) === position'),
  },
  {
    name: 'empty-duplicate-dropped',
    about: 'an empty value is lost where its name is repeated, as in a=&a=1',
    seen: 'ddo/oauth-1.0a',
    file,
    find: excluded,
    replace: keeping("String(value) !== '' || all.filter(([other]) => String(other) === String(name)).length === 1"),
  },
  {
    name: 'equal-pair-dropped',
    about: 'of identical pairs one is kept',
    seen: 'Mastercard/oauth1-signer-nodejs (a Set)',
    file,
    find: excluded,
    replace: keeping('all.findIndex((other) => String(other) === String([name, value])) === position'),
  },
  {
    name: 'duplicate-values-joined',
    about: 'values of one name are joined by a comma',
    seen: 'plausible',
    file,
    find: excluded,
    replace: `[...Map.groupBy(${excluded}, ([name]) => name)].map(([name, all]): Parameter =>
    [name, all.length === 1 ? all[0]![1] : all.map(([, value]) => String(value)).join(',')])`,
  },
  {
    name: 'duplicates-numbered',
    about: 'q=a&q=b is signed as q[0]=a&q[1]=b',
    seen: 'ciaranj/node-oauth #375',
    file,
    find: excluded,
    replace: `${excluded}.map(([name, value], position, all): Parameter =>
    all.filter(([other]) => other === name).length < 2 ? [name, value]
      : [\`\${name}[\${all.slice(0, position).filter(([other]) => other === name).length}]\`, value])`,
  },
  {
    name: 'brackets-rewritten',
    about: 'a[]=1 is read as the array a',
    seen: 'ciaranj/node-oauth',
    file,
    find: excluded,
    replace: `${excluded}.map(([name, value]): Parameter =>
    [typeof name === 'string' ? name.replace(/\\[\\]$/, '') : name, value])`,
  },
  {
    name: 'object-keys-lost',
    about: 'names that an object has already are lost',
    seen: 'ddo/oauth-1.0a, ciaranj/node-oauth (__proto__)',
    file,
    find: excluded,
    replace: keeping("typeof name !== 'string' || !(name in {})"),
  },
  {
    name: 'zero-signed-as-empty',
    about: '0 and false are signed as empty values',
    seen: 'request/oauth-sign',
    file,
    find: encoded,
    replace: encoded.replace('percentEncode(value)]', "/^(0|false)$/.test(String(value)) ? '' : percentEncode(value)]"),
  },
  {
    name: 'signature-signed',
    about: 'oauth_signature is signed too',
    seen: 'ddo/oauth-1.0a, ciaranj/node-oauth, Mastercard/oauth1-signer-nodejs',
    file,
    find: excluded,
    replace: 'parameters',
  },
  {
    name: 'signature-prefix-excluded',
    about: 'every name that begins with oauth_signature is left out',
    seen: 'plausible',
    file,
    find: excluded,
    replace: "parameters.filter(([name]) => !String(name).startsWith('oauth_signature'))",
  },
  {
    name: 'realm-parameter-dropped',
    about: 'a request parameter named realm is left out',
    seen: 'Authlib, oauthlib/oauthlib',
    file,
    find: excluded,
    replace: keeping("name !== 'realm'"),
  },
  {
    name: 'protocol-values-raw',
    about: 'values of oauth_ parameters are not encoded',
    seen: 'Mastercard/oauth1-signer-nodejs #13 (oauth_body_hash)',
    file,
    find: encoded,
    replace: encoded.replace(
      'percentEncode(value)]',
      "/^oauth_/.test(String(name)) ? String(value) : percentEncode(value)]",
    ),
  },
  {
    name: 'values-raw',
    about: 'values are not encoded before they are joined',
    seen: 'plausible',
    file,
    find: encoded,
    replace: encoded.replace('percentEncode(value)]', 'String(value)]'),
  },
  {
    name: 'equals-of-empty-value-dropped',
    about: 'an empty value loses its "="',
    seen: 'plausible',
    file,
    find: "pair.join('=')",
    replace: "pair.filter((text, position) => position === 0 || text !== '').join('=')",
  },
  {
    name: 'not-sorted',
    about: 'parameters stay in their given order',
    seen: 'plausible',
    file,
    find: 'encoded.sort(byNameAndValue)',
    replace: 'encoded',
  },
  {
    name: 'sorted-by-name-only',
    about: 'values of one name stay in their given order',
    seen: 'litl/rauth (_normalize_request_parameters)',
    file,
    find: byValue,
    replace: 'return 0',
  },
  {
    name: 'sorted-by-value-descending',
    about: 'values of one name are sorted backwards',
    seen: 'plausible',
    file,
    find: byValue,
    replace: 'return value < otherValue ? 1 : -Number(value > otherValue)',
  },
  {
    name: 'sorted-joined',
    about: 'pairs are sorted as joined name=value texts',
    seen: 'plausible',
    file,
    find: sorted,
    replace: "return encoded.map((pair) => pair.join('=')).sort().join('&')",
  },
  {
    name: 'sorted-before-encoding',
    about: 'pairs are sorted by their octets, and encoded afterwards',
    seen: 'litl/rauth (oauth.py), ruby-oauth/oauth, PECL oauth, joestump/python-oauth2',
    file,
    find: `${encoded}\n`,
    replace: `${encoded.replace(
      'signed.map',
      `[...signed].sort(([name, value], [other, another]) =>
    Buffer.compare(Buffer.from(name), Buffer.from(other)) ||
    Buffer.compare(Buffer.from(value), Buffer.from(another))).map`,
    )}
  if (encoded) return encoded.map((pair) => pair.join('=')).join('&')
`,
  },
  {
    name: 'sorted-by-utf-16',
    about: 'pairs are sorted by UTF-16 code units, and encoded afterwards',
    seen: 'plausible',
    file,
    find: `${encoded}\n`,
    replace: `${encoded.replace(
      'signed.map',
      `[...signed].sort(([name, value], [other, another]) =>
    name === other ? (value < another ? -1 : 1) : name < other ? -1 : 1).map`,
    )}
  if (encoded) return encoded.map((pair) => pair.join('=')).join('&')
`,
  },
  {
    name: 'sorted-by-locale',
    about: 'names are sorted by a collation',
    seen: 'plausible',
    file,
    find: byName,
    replace: "if (name !== otherName) return name.localeCompare(otherName, 'en')",
  },
  {
    name: 'values-sorted-by-locale',
    about: 'values are sorted by a collation',
    seen: 'plausible',
    file,
    find: byValue,
    replace: "return value.localeCompare(otherValue, 'en')",
  },
  {
    name: 'sorted-without-case',
    about: 'names are sorted without regard to case',
    seen: 'plausible',
    file,
    find: byName,
    replace: 'if (name !== otherName) return name.toLowerCase() < otherName.toLowerCase() ? -1 : 1',
  },
  {
    name: 'values-sorted-as-numbers',
    about: 'values that look like numbers are sorted as numbers',
    seen: 'plausible',
    file,
    find: byValue,
    replace: `if (/^\\d+$/.test(value) && /^\\d+$/.test(otherValue)) return Number(value) - Number(otherValue)
  ${byValue}`,
  },
]
