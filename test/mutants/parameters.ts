/** Mutants of collecting and normalizing the request parameters, §3.4.1.3. */
import type { Mutant } from './mutant.ts'

const file = 'request-parameters.ts'
const url = 'base-string-uri.ts'
const urlParts = 'return [scheme, authority, path, query]'
const finding =
  'export function findSources({ url, headers, body }: WireRequest): ParameterSources {'
const findingBody = (body: string): string =>
  `${finding.replace('url, headers, body', 'method, url, headers, body: whole')}\n  const body = ${body}`
const reading = 'export function encodedForm(form: string): EncodedParameter[] {'
const fromHeader = 'return { realm, parameters, query'
const signed = '[...parameters]'
const isSigned = "name !== 'oauth_signature'"
const keeping = (test: string): string =>
  `${signed}.filter(({ name, value }, position, all) => ${test})`
const mapping = (members: string): string => `${signed}.map(({ name, value }) => ({ ${members} }))`
const isFirst = 'all.findIndex((other) => other.name === name) === position'
const decodedAs = (text: string): string =>
  `String(toText(Buffer.from(unescape(${text}), 'latin1')))`
const sorted = 'return joinForm([...parameters].sort(byNameAndValue))'
const sortedBy = (name: string, value: string): string =>
  `[...parameters].sort((one, other) => {
    const [first, second] = [one, other].map(({ name, value }) => ({ name: ${name}, value: ${value} }))
    return byNameAndValue(first!, second!)
  })`
const byName = 'if (one.name !== other.name) return one.name < other.name ? -1 : 1'
const byValue = 'return one.value < other.value ? -1 : Number(one.value !== other.value)'

export const PARAMETERS: readonly Mutant[] = [
  {
    name: 'query-not-signed',
    about: 'the query of the URL is left out',
    seen: 'litl/rauth (oauth.py, _remove_qs)',
    file: url,
    find: urlParts,
    replace: "return [scheme, authority, path, '']",
  },
  {
    name: 'query-name-not-decoded',
    about: 'names of the query are encoded again without being decoded',
    seen: 'ddo/oauth-1.0a, plhery/node-twitter-api-v2',
    file: url,
    find: urlParts,
    replace: `const rename = (name: string): string => name.replace(/[%+]/g, encodeURIComponent)
  return [scheme, authority, path, query.replace(/(^|&)[^&=]+/g, rename)]`,
  },
  {
    name: 'form-not-decoded',
    about: 'names and values of a form are encoded again without being decoded',
    seen: 'Mastercard/oauth1-signer-nodejs (kept as sent)',
    file: 'form-encoding.ts',
    find: reading,
    replace: `${reading}\n  form = form.replace(/[%+]/g, encodeURIComponent)`,
  },
  {
    name: 'query-cut-at-question-mark',
    about: 'the query ends at its second question mark',
    seen: 'ddo/oauth-1.0a',
    file: url,
    find: urlParts,
    replace: "return [scheme, authority, path, query.split('?')[0]!]",
  },
  {
    name: 'form-body-never-signed',
    about: 'a form body is left out',
    seen: 'ciaranj/node-oauth (string bodies)',
    file,
    find: 'if (body === null || !isForm) return null',
    replace: "if (body === null || !isForm) return null\n  return ''",
  },
  {
    name: 'form-body-of-post-only',
    about: 'a form body counts for POST alone',
    seen: 'OAuth Core 1.0 servers',
    file,
    find: finding,
    replace: findingBody("method === 'POST' ? whole : null"),
  },
  {
    name: 'form-body-not-of-get',
    about: 'a form body of GET is left out',
    seen: 'plausible',
    file,
    find: finding,
    replace: findingBody("method === 'GET' ? null : whole"),
  },
  {
    name: 'query-and-body-merged',
    about: 'a name in the body replaces the same name in the query',
    seen: 'ddo/oauth-1.0a, plhery/node-twitter-api-v2',
    file,
    find: 'query: splitUrl(url)[3]',
    replace: `query: splitUrl(url)[3].split('&').filter((pair) =>
    !\`&\${formText(headers, body) ?? ''}\`.includes(\`&\${pair.split('=')[0]}=\`)).join('&')`,
  },
  {
    name: 'header-parameters-not-signed',
    about: 'parameters of the Authorization header are left out',
    seen: 'plausible',
    file,
    find: fromHeader,
    replace: fromHeader.replace('parameters', 'parameters: []'),
  },
  {
    name: 'foreign-header-parameters-dropped',
    about: 'parameters of the header without oauth_ are left out',
    seen: 'twitter/joauth',
    file,
    find: fromHeader,
    replace: fromHeader.replace(
      'parameters',
      'parameters: parameters.filter(({ name }) => /^oauth_/.test(name))',
    ),
  },
  {
    name: 'header-name-case-kept',
    about: 'header names are compared with their case',
    seen: 'oauthlib/oauthlib #121',
    file,
    find: 'other.length !== name.length || other.toLowerCase() !== name',
    replace: 'other !== name.replace(/(^|-)./g, (start) => start.toUpperCase())',
  },
  {
    name: 'second-header-ignored',
    about: 'of two headers with one name the first is taken',
    seen: 'plausible',
    file,
    find: 'found = value',
    replace: 'return value',
  },
  {
    name: 'first-duplicate-kept',
    about: 'of parameters with one name the first is kept',
    seen: 'dghubble/oauth1 (auther.go)',
    file,
    find: signed,
    replace: keeping(isFirst),
  },
  {
    name: 'last-duplicate-kept',
    about: 'of parameters with one name the last is kept',
    seen: 'plhery/node-twitter-api-v2 (request maker)',
    file,
    find: signed,
    replace: keeping('all.findLastIndex((other) => other.name === name) === position'),
  },
  {
    name: 'empty-duplicate-dropped',
    about: 'an empty value is lost where its name is repeated, as in a=&a=1',
    seen: 'ddo/oauth-1.0a',
    file,
    find: signed,
    replace: keeping("value !== '' || all.filter((other) => other.name === name).length === 1"),
  },
  {
    name: 'equal-pair-dropped',
    about: 'of identical pairs one is kept',
    seen: 'Mastercard/oauth1-signer-nodejs (a Set)',
    file,
    find: signed,
    replace: keeping(
      'all.findIndex((other) => other.name === name && other.value === value) === position',
    ),
  },
  {
    name: 'duplicate-values-joined',
    about: 'values of one name are joined by a comma',
    seen: 'plausible',
    file,
    find: signed,
    replace: `${keeping(isFirst)}.map(({ name }) => {
    const same = parameters.filter((other) => other.name === name)
    return { name, value: same.map(({ value }) => value).join('%2C') }
  })`,
  },
  {
    name: 'duplicates-numbered',
    about: 'q=a&q=b is signed as q[0]=a&q[1]=b',
    seen: 'ciaranj/node-oauth #375',
    file,
    find: signed,
    replace: `${signed}.map(({ name, value }, position, all) => {
    const isSame = (other: EncodedParameter): boolean => other.name === name
    const number = all.slice(0, position).filter(isSame).length
    return { name: all.filter(isSame).length < 2 ? name : \`\${name}%5B\${number}%5D\`, value }
  })`,
  },
  {
    name: 'brackets-rewritten',
    about: 'a[]=1 is read as the array a',
    seen: 'ciaranj/node-oauth',
    file,
    find: signed,
    replace: mapping("name: name.replace(/%5B%5D$/, ''), value"),
  },
  {
    name: 'object-keys-lost',
    about: 'names that an object has already are lost',
    seen: 'ddo/oauth-1.0a, ciaranj/node-oauth (__proto__)',
    file,
    find: signed,
    replace: keeping('!(name in {})'),
  },
  {
    name: 'zero-signed-as-empty',
    about: '0 and false are signed as empty values',
    seen: 'request/oauth-sign',
    file,
    find: signed,
    replace: mapping("name, value: /^(0|false)$/.test(value) ? '' : value"),
  },
  {
    name: 'signature-signed',
    about: 'oauth_signature is signed too',
    seen: 'ddo/oauth-1.0a, ciaranj/node-oauth, Mastercard/oauth1-signer-nodejs',
    file,
    find: isSigned,
    replace: "name !== ''",
  },
  {
    name: 'signature-prefix-excluded',
    about: 'every name that begins with oauth_signature is left out',
    seen: 'plausible',
    file,
    find: isSigned,
    replace: "!String(name).startsWith('oauth_signature')",
  },
  {
    name: 'realm-parameter-dropped',
    about: 'a request parameter named realm is left out',
    seen: 'Authlib, oauthlib/oauthlib',
    file,
    find: signed,
    replace: keeping("name !== 'realm'"),
  },
  {
    name: 'protocol-values-raw',
    about: 'values of oauth_ parameters are not encoded',
    seen: 'Mastercard/oauth1-signer-nodejs #13 (oauth_body_hash)',
    file,
    find: signed,
    replace: mapping(`name, value: /^oauth_/.test(name) ? ${decodedAs('value')} : value`),
  },
  {
    name: 'values-raw',
    about: 'values are not encoded before they are joined',
    seen: 'plausible',
    file,
    find: signed,
    replace: mapping(`name, value: ${decodedAs('value')}`),
  },
  {
    name: 'equals-of-empty-value-dropped',
    about: 'an empty value loses its "="',
    seen: 'plausible',
    file,
    find: sorted,
    replace: `${sorted}.replace(/=(?=&|$)/g, '')`,
  },
  {
    name: 'no-parameters-thrown',
    about: 'the empty list of parameters raises an error',
    seen: 'callers of reduce without a first value',
    file,
    find: sorted,
    replace: `const pairs = [...parameters].sort(byNameAndValue).map(({ name, value }) => \`\${name}=\${value}\`)
  return pairs.reduce((all, pair) => \`\${all}&\${pair}\`)`,
  },
  {
    name: 'not-sorted',
    about: 'parameters stay in their given order',
    seen: 'plausible',
    file,
    find: '[...parameters].sort(byNameAndValue)',
    replace: 'parameters',
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
    replace: 'return one.value < other.value ? 1 : -Number(one.value !== other.value)',
  },
  {
    name: 'sorted-joined',
    about: 'pairs are sorted as joined name=value texts',
    seen: 'plausible',
    file,
    find: sorted,
    replace: "return joinForm(parameters).split('&').sort().join('&')",
  },
  {
    name: 'sorted-before-encoding',
    about: 'pairs are sorted by their octets, and encoded afterwards',
    seen: 'litl/rauth (oauth.py), ruby-oauth/oauth, PECL oauth, joestump/python-oauth2',
    file,
    find: '[...parameters].sort(byNameAndValue)',
    replace: sortedBy('unescape(name)', 'unescape(value)'),
  },
  {
    name: 'sorted-by-utf-16',
    about: 'pairs are sorted by UTF-16 code units, and encoded afterwards',
    seen: 'plausible',
    file,
    find: '[...parameters].sort(byNameAndValue)',
    replace: sortedBy(decodedAs('name'), decodedAs('value')),
  },
  {
    name: 'sorted-by-locale',
    about: 'names are sorted by a collation',
    seen: 'plausible',
    file,
    find: byName,
    replace: "if (one.name !== other.name) return one.name.localeCompare(other.name, 'en')",
  },
  {
    name: 'values-sorted-by-locale',
    about: 'values are sorted by a collation',
    seen: 'plausible',
    file,
    find: byValue,
    replace: "return one.value.localeCompare(other.value, 'en')",
  },
  {
    name: 'sorted-without-case',
    about: 'names are sorted without regard to case',
    seen: 'plausible',
    file,
    find: byName,
    replace:
      'if (one.name !== other.name) return one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1',
  },
  {
    name: 'values-sorted-as-numbers',
    about: 'values that look like numbers are sorted as numbers',
    seen: 'plausible',
    file,
    find: byValue,
    replace: `if (/^\\d+$/.test(one.value) && /^\\d+$/.test(other.value)) return Number(one.value) - Number(other.value)
  ${byValue}`,
  },
]
