/** Mutants of the Authorization header, §3.5.1. */
import type { Mutant } from './mutant.ts'

const file = 'authorization-header.ts'
const grammar = '="([^"\\\\]*(?:\\\\.[^"\\\\]*)*)"[ \\t\\r\\n]*(?:,[ \\t\\r\\n,]*|$)/sy'
const read = 'parameters.push({ name: readText(name), value: readText(text) })'
const reading = (name: string, text: string): string =>
  `parameters.push({ name: ${name}, value: ${text} })`
const scheme = '/^[ \\t]*OAuth(?![^ \\t\\r\\n])[ \\t\\r\\n,]*/i'
const realm = 'else if (realm === null) realm = text'
const escaped = "return realm.replace(/[\"\\\\]/g, '\\\\$&')"

export const HEADER: readonly Mutant[] = [
  {
    name: 'header-value-raw',
    about: 'values are written into the header unencoded',
    seen: 'Mastercard/oauth1-signer-python #35',
    file,
    find: '="${value}"',
    replace: '="${String(decodeParameter({ name, value })[1])}"',
  },
  {
    name: 'header-name-raw',
    about: 'names are written into the header unencoded',
    seen: 'plausible',
    file,
    find: '${name}="',
    replace: '${String(decodeParameter({ name, value })[0])}="',
  },
  {
    name: 'realm-encoded',
    about: 'realm is percent-encoded',
    seen: 'laserlemon/simple_oauth',
    file,
    find: 'realm="${escapeRealm(realm)}"',
    replace: 'realm="${encodeURIComponent(realm)}"',
  },
  {
    name: 'realm-unescaped',
    about: 'a quote in realm ends it',
    seen: 'litl/rauth, oauthlib/oauthlib, ddo/oauth-1.0a',
    file,
    find: escaped,
    replace: 'return realm',
  },
  {
    name: 'realm-dropped',
    about: 'realm is not sent',
    seen: 'plausible',
    file,
    find: 'realm === null ?',
    replace: 'realm !== undefined ?',
  },
  {
    name: 'empty-realm-sent',
    about: 'an empty realm is sent where there is none',
    seen: 'litl/rauth',
    file,
    find: "realm === null ? ''",
    replace: 'realm === null ? \'realm=""\'',
  },
  {
    name: 'scheme-case-kept-in-header',
    about: 'the scheme OAuth is compared with its case',
    seen: 'plausible',
    file,
    find: scheme,
    replace: scheme.replace('/i', '/'),
  },
  {
    name: 'scheme-prefix',
    about: 'a scheme that only begins with OAuth is OAuth 1.0',
    seen: 'plausible',
    file,
    find: scheme,
    replace: scheme.replace('(?![^ \\t\\r\\n])', ''),
  },
  {
    name: 'split-at-quoted-comma',
    about: 'the header is split at commas inside quotes',
    seen: 'plausible',
    file,
    find: grammar,
    replace: grammar.replaceAll('[^"\\\\]', '[^",\\\\]'),
  },
  {
    name: 'unquoted-value-accepted',
    about: 'values need no quotes',
    seen: 'MediaWiki',
    file,
    find: grammar,
    replace: grammar
      .replace('="(', '="?(')
      .replaceAll('[^"\\\\]', '[^",\\s\\\\]')
      .replace(')"', ')"?'),
  },
  {
    name: 'missing-comma-accepted',
    about: 'parameters need no comma between them',
    seen: 'ruby-oauth/oauth',
    file,
    find: grammar,
    replace: grammar.replace('(?:,[ \\t\\r\\n,]*|$)', '[ \\t\\r\\n,]*'),
  },
  {
    name: 'trailing-text-ignored',
    about: 'what cannot be read ends the header',
    seen: 'ruby-oauth/oauth',
    file,
    find: `if (found === null) refuse(\`no name="value" and comma at character \${position + 1}\`)
    const [whole, name = '', quoted = ''] = found`,
    replace: `const [whole, name = '', quoted = ''] =
      found ?? [value.slice(position), 'ignored', String(position)]`,
  },
  {
    name: 'header-plus-as-space',
    about: '+ in a header value is a space',
    seen: 'WP-API/OAuth1',
    file,
    find: read,
    replace: reading('readText(name)', "readText(text.replaceAll('+', ' '))"),
  },
  {
    name: 'header-value-not-decoded',
    about: 'header values are not decoded',
    seen: 'plausible',
    file,
    find: read,
    replace: reading('readText(name)', "encodeParameter(['', text]).value"),
  },
  {
    name: 'header-name-not-decoded',
    about: 'header names are not decoded',
    seen: 'plausible',
    file,
    find: read,
    replace: reading("encodeParameter([name, '']).name", 'readText(text)'),
  },
  {
    name: 'header-value-decoded-twice',
    about: 'header values are decoded twice',
    seen: 'oauthlib/oauthlib (oauth_ parameters)',
    file,
    find: read,
    replace: reading(
      'readText(name)',
      "readText(String(decodeParameter({ name: '', value: text })[1]))",
    ),
  },
  {
    name: 'header-name-case-ignored',
    about: 'OAUTH_TOKEN is read as oauth_token',
    seen: 'plausible',
    file,
    find: read,
    replace: reading('readText(name.toLowerCase())', 'readText(text)'),
  },
  {
    name: 'unknown-parameter-dropped',
    about: 'oauth_ parameters that are not known are left out',
    seen: 'laserlemon/simple_oauth',
    file,
    find: read,
    replace: `{
      const known = 'consumer_key token signature signature_method timestamp nonce version callback verifier'
      if (known.split(' ').includes(name.replace('oauth_', ''))) ${read}
    }`,
  },
  {
    name: 'empty-header-value-dropped',
    about: 'parameters of the header with an empty value are left out',
    seen: 'plausible',
    file,
    find: read,
    replace: `{ if (text !== '') ${read} }`,
  },
  {
    name: 'second-header-parameter-dropped',
    about: 'of header parameters with one name the first is kept',
    seen: 'oauthlib/oauthlib, Authlib',
    file,
    find: read,
    replace: `{ if (!parameters.some((other) => other.name === name)) ${read} }`,
  },
  {
    name: 'realm-signed',
    about: 'the realm of the header is signed',
    seen: 'plausible',
    file,
    find: realm,
    replace: `else if (realm === null) {
      realm = text
      parameters.push(encodeParameter(['realm', text]))
    }`,
  },
  {
    name: 'second-realm-accepted',
    about: 'a second realm replaces the first',
    seen: 'plausible',
    file,
    find: `${realm} else refuse('it has two realms')`,
    replace: 'else realm = text',
  },
  {
    name: 'backslash-kept',
    about: 'backslashes in quoted text are not undone',
    seen: 'plausible',
    file,
    find: "quoted.includes('\\\\') ? quoted.replace(/\\\\(.)/gs, '$1') : quoted",
    replace: 'quoted',
  },
  {
    name: 'empty-header-accepted',
    about: 'a header without a parameter is read',
    seen: 'plausible',
    file,
    find: "if (parameters.length === 0) refuse('it holds no parameter')",
    replace: '',
  },
  {
    name: 'realm-read-as-parameter',
    about: 'realm is percent-decoded, and its name compared with its case',
    seen: 'plausible',
    file,
    find: 'const isRealm = /^realm$/i.test(name)',
    replace: `const isRealm = name === 'realm'
    if (isRealm && realm === null) {
      realm = String(decodeParameter({ name, value: text })[1])
      continue
    }`,
  },
  {
    name: 'space-demanded-after-scheme',
    about: 'only one space may stand behind the scheme',
    seen: 'plausible',
    file,
    find: scheme,
    replace: scheme.replace('[ \\t\\r\\n,]*/i', ' ?/i'),
  },
  {
    name: 'comma-demanded',
    about: 'the last parameter needs a comma behind it',
    seen: 'plausible',
    file,
    find: grammar,
    replace: grammar.replace('|$)/sy', ')/sy'),
  },
  {
    name: 'trailing-comma-refused',
    about: 'nothing may stand behind the last comma, and no comma behind another',
    seen: 'plausible',
    file,
    find: grammar,
    replace: grammar.replace('(?:,[ \\t\\r\\n,]*|$)', '(?:,[ \\t\\r\\n]*(?=[^\\s,])|$)'),
    isChoice: true,
  },
  {
    name: 'scheme-not-looked-at',
    about: 'the header of any scheme is read',
    seen: 'plausible',
    file,
    find: "SCHEME.exec(value) ?? refuse('its scheme is not OAuth')",
    replace: '/^[ \\t]*\\S+[ \\t\\r\\n,]*/.exec(value)!',
  },
]
