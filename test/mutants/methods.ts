/** Mutants of the signature methods, §3.4.2 to §3.4.4, and of the body hash. */
import type { Mutant } from './mutant.ts'

const file = 'signature-methods.ts'
const cryptography = 'cryptography.ts'
const key = 'return `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`'
const plaintext = "if (method === 'PLAINTEXT') return () => key"
const keyOctets = "(typeof key === 'string' ? Buffer.from(key) : key.export())"
const hmac = "return crypto.createHmac(hash, key).update(text).digest('base64')"
const rsa = 'crypto.sign(hash, Buffer.from(text), key)'
const digest = '`sha${name.slice(name.search(/[0-9]/))}`'
const ofMethod = (hash: string): string => `(/^SHA/.test(name) ? ${digest} : '${hash}')`
const ofBody = (hash: string): string => `(/^SHA/.test(name) ? '${hash}' : ${digest})`
const bodyHash = "crypto.createHash(hash).update(octets).digest('base64')"

export const METHODS: readonly Mutant[] = [
  {
    name: 'secrets-not-encoded',
    about: 'the secrets are not encoded in the key',
    seen: 'dghubble/oauth1 before 0.7.3 (#72)',
    file,
    find: key,
    replace: 'return `${consumerSecret}&${tokenSecret}`',
  },
  {
    name: 'token-secret-not-encoded',
    about: 'the token secret is not encoded in the key',
    seen: 'plausible',
    file,
    find: key,
    replace: 'return `${percentEncode(consumerSecret)}&${tokenSecret}`',
  },
  {
    name: 'secrets-swapped',
    about: 'the token secret stands first in the key',
    seen: 'plausible',
    file,
    find: key,
    replace: 'return `${percentEncode(tokenSecret)}&${percentEncode(consumerSecret)}`',
  },
  {
    name: 'ampersand-omitted',
    about: 'the key has no "&" where the token secret is empty',
    seen: 'ddo/oauth-1.0a #39 (users who build the key by hand)',
    file,
    find: key,
    replace: `if (!tokenSecret) return percentEncode(consumerSecret)\n  ${key}`,
  },
  {
    name: 'absent-secret-as-word',
    about: 'an absent token secret becomes the word null or undefined',
    seen: 'ddo/oauth-1.0a (null and undefined as words)',
    file,
    find: key,
    replace:
      'return `${percentEncode(consumerSecret)}&${percentEncode(String(secrets.tokenSecret))}`',
  },
  {
    name: 'secrets-trimmed',
    about: 'white space around the secrets is trimmed',
    seen: 'plausible',
    file,
    find: key,
    replace:
      'return `${percentEncode(consumerSecret.trim())}&${percentEncode(tokenSecret.trim())}`',
  },
  {
    name: 'empty-secret-refused',
    about: 'an empty consumer secret counts as absent',
    seen: 'plausible',
    file,
    find: 'if (consumerSecret !== null) return',
    replace: 'if (consumerSecret) return',
  },
  {
    name: 'hash-always-sha-1',
    about: 'every method hashes with SHA-1',
    seen: 'mttkay/signpost (test), oauthlib/oauthlib (body hash)',
    file,
    find: digest,
    replace: ofMethod('sha1'),
  },
  {
    name: 'hash-always-sha-256',
    about: 'every method hashes with SHA-256',
    seen: 'plausible',
    file,
    find: digest,
    replace: ofMethod('sha256'),
  },
  {
    name: 'long-key-cut',
    about: 'a key is cut at 64 octets',
    seen: 'plausible',
    file: cryptography,
    find: 'crypto.createHmac(hash, key)',
    replace: `crypto.createHmac(hash, ${keyOctets}.subarray(0, 64))`,
  },
  {
    name: 'long-key-hashed-with-sha-1',
    about: 'a key longer than 64 octets is hashed with SHA-1, whatever the method',
    seen: 'plausible',
    file: cryptography,
    find: hmac,
    replace: `const octets = ${keyOctets}
  const short = octets.length > 64 ? crypto.createHash('sha1').update(octets).digest() : octets
  return crypto.createHmac(hash, short).update(text).digest('base64')`,
  },
  {
    name: 'signature-in-hex',
    about: 'the HMAC is written in hexadecimal',
    seen: 'plausible',
    file: cryptography,
    find: hmac,
    replace: "return crypto.createHmac(hash, key).update(text).digest('hex')",
  },
  {
    name: 'signature-without-padding',
    about: 'the base64 lacks its "="',
    seen: 'plausible',
    file: cryptography,
    find: hmac,
    replace: `${hmac}.replace(/=+$/, '')`,
  },
  {
    name: 'signature-url-safe',
    about: 'the base64 is the URL-safe one',
    seen: 'plausible',
    file: cryptography,
    find: hmac,
    replace: `${hmac}.replaceAll('+', '-').replaceAll('/', '_')`,
  },
  {
    name: 'signature-encoded-twice',
    about: 'the signature is percent-encoded before it enters the header',
    seen: 'bettiolo/oauth-signature-js (encodes by default)',
    file: cryptography,
    find: hmac,
    replace: hmac.replace(/crypto.*/, 'encodeURIComponent($&)'),
  },
  {
    name: 'plaintext-encoded-twice',
    about: 'the PLAINTEXT signature is encoded once too often',
    seen: 'bettiolo/oauth-signature-js',
    file,
    find: plaintext,
    replace: "if (method === 'PLAINTEXT') return () => percentEncode(key)",
  },
  {
    name: 'plaintext-in-base64',
    about: 'the PLAINTEXT signature is written in base64',
    seen: 'plausible',
    file,
    find: plaintext,
    replace: "if (method === 'PLAINTEXT') return () => Buffer.from(key).toString('base64')",
  },
  {
    name: 'rsa-signs-token-secret',
    about: 'the token secret enters an RSA signature',
    seen: 'plausible',
    file,
    find: 'signRsa(hashOf(method), rsaKey, text)',
    replace: "signRsa(hashOf(method), rsaKey, text + (secrets.tokenSecret ?? ''))",
  },
  {
    name: 'rsa-pss',
    about: 'RSA-SHA* pads with PSS',
    seen: 'plausible',
    file: cryptography,
    find: rsa,
    replace:
      'crypto.sign(hash, Buffer.from(text), { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING })',
  },
  {
    name: 'rsa-signs-hash',
    about: 'RSA signs the hash of the base string, hashed again',
    seen: 'plausible',
    file: cryptography,
    find: rsa,
    replace: 'crypto.sign(hash, crypto.createHash(hash).update(text).digest(), key)',
  },
  {
    name: 'one-key-form-read',
    about: 'of PEM texts only PKCS #8 and SubjectPublicKeyInfo are read',
    seen: 'plausible',
    file: cryptography,
    find: "typeof given === 'string' ? read(given) : given",
    replace:
      "typeof given !== 'string' ? given : /BEGIN (PRIVATE|PUBLIC) KEY/.test(given) ? read(given) : null",
  },
  {
    name: 'body-hash-keyed',
    about: 'the body hash is an HMAC',
    seen: 'ddo/oauth-1.0a PR #57 (falls back to the hash function of the signature)',
    file: cryptography,
    find: bodyHash,
    replace: "crypto.createHmac(hash, '').update(octets).digest('base64')",
  },
  {
    name: 'body-hash-always-sha-1',
    about: 'the body hash is SHA-1 whatever is asked for',
    seen: 'oauthlib/oauthlib, Authlib, laserlemon/simple_oauth',
    file,
    find: digest,
    replace: ofBody('sha1'),
  },
  {
    name: 'body-hash-always-sha-256',
    about: 'the body hash is SHA-256 whatever is asked for',
    seen: 'Mastercard/oauth1-signer-nodejs',
    file,
    find: digest,
    replace: ofBody('sha256'),
  },
  {
    name: 'body-hash-in-hex',
    about: 'the body hash is written in hexadecimal',
    seen: 'plausible',
    file: cryptography,
    find: bodyHash,
    replace: "crypto.createHash(hash).update(octets).digest('hex')",
  },
  {
    name: 'body-hash-of-latin-1',
    about: 'a body of text is hashed as Latin-1',
    seen: 'plausible',
    file: cryptography,
    find: bodyHash,
    replace: "crypto.createHash(hash).update(octets, 'latin1').digest('base64')",
  },
  {
    name: 'body-hash-of-replacements',
    about: 'a body of octets is read as text before it is hashed',
    seen: 'plausible',
    file,
    find: "body ?? '')",
    replace: "Buffer.from(body ?? '').toString())",
  },
  {
    name: 'rsa-without-key-as-hmac',
    about: 'a client without a usable private key signs with its secret',
    seen: 'plausible',
    file,
    find: 'secrets: Secrets): Sign {\n  if (isRsaMethod(method)) {',
    replace:
      'secrets: Secrets): Sign {\n  if (isRsaMethod(method) && /BEGIN/.test(String(secrets.privateKey))) {',
  },
]
