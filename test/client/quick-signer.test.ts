import assert from 'node:assert/strict'
import { createHmac, randomInt } from 'node:crypto'
import { test } from 'node:test'
import { prepareHmac } from '../../src/client/hmac.ts'
import { createSigner } from '../../src/client/quick-signer.ts'
import { createSigner as createCoreSigner, type RequestToSign, type SigningOptions } from '../../src/signing/index.ts'

const FRESH = { nonce: () => 'kllo9940pd9333jh', timestamp: () => 1191242096 }
const OPTIONS: SigningOptions = { consumerKey: 'dpf43f3p2l4k3l03', consumerSecret: 'kd94hf93k423kf44', ...FRESH }
const FORM: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded; charset=UTF-8']]

test('signs the request of OAuth Core 1.0a, appendix A.5', () => {
  const signer = createSigner({ ...OPTIONS, token: 'nnch734d00sl2jdk', tokenSecret: 'pfkkdhi9sl3r4s00' })
  const url = 'http://photos.example.net/photos?file=vacation.jpg&size=original'
  assert.match(signer.sign({ method: 'GET', url }).headers[0]![1], /oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"$/)
})

test('an HMAC is that of createHmac, for every hash, every length of key, and short and long texts', () => {
  for (const digest of ['sha1', 'sha256', 'sha512']) {
    for (let length = 0; length <= 200; length++) {
      const key = 'kü&'.repeat(length).slice(0, length)
      const hmac = prepareHmac(digest, key)
      for (const text of ['', 'bs', 'x'.repeat(4096), 'y'.repeat(4097 + length * 50), 'z']) {
        assert.equal(hmac(text), createHmac(digest, key).update(text).digest('base64'))
      }
    }
  }
})

/** Both signers on one request: the same bytes and the same trace, or the same refusal. */
function agree(request: RequestToSign, options: SigningOptions = OPTIONS, note = ''): void {
  const outcome = (create: typeof createSigner): unknown => {
    try {
      const { method, url, headers, body, trace } = create(options).sign(request)
      return { method, url, headers, body, trace }
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  assert.deepEqual(outcome(createSigner), outcome(createCoreSigner), `${note} ${JSON.stringify(request)}`)
}

test('agrees with the core on what is unusual', () => {
  const urls = [
    'http://h', 'https://EXAMPLE.com:443/%7e/../a b/é?', 'http://h:0/', 'http://u:p@h/', 'ftp://h/', 'nowhere', 'http://h/?a#b?c',
    'http://h/?&&a&=b&a=b=c&+=%zz&%e9=%E9&z=%C3%A9&[x]=|', 'http://h/?oauth_foo=1', 'http://h/?oauth_token=1', 'http://h/?oauthx=1',
    'http://h/?oauth=1&p=2', 'http://[::1]:80/', 'http://münchen.de/', 'http://h/?a=\ud800', 'http://h?x@y:0/z', 'http://h/a?b:0/',
  ]
  for (const url of urls) agree({ method: 'GET', url })
  const bodies = ['', 'a=1&b', '+=%2B&a=%7E', '{"a":1}', '[x]=1', 'é=ü', '\ud800', new Uint8Array([0x61, 0x3d, 0xff])]
  for (const body of bodies) {
    agree({ method: 'POST', url: 'http://h/', headers: FORM, body })
    agree({ method: 'POST', url: 'http://h/', headers: [['Content-Type', 'text/plain']], body })
    agree({ method: 'POST', url: 'http://h/', body })
  }
  for (const method of ['post', 'Get', 'M-SEARCH', 'G T', '']) agree({ method, url: 'http://h/' })
  agree({ method: 'GET', url: 'http://h/', headers: [['authorization', 'Basic x']] })
  agree({ method: 'GET', url: 'http://h/', headers: [...FORM, ...FORM] })
  agree({ method: 'GET', url: 'http://h/', callback: 'oob' })
  agree({ method: 'GET', url: 'http://h/', verifier: '' })
  agree({ method: 'GET', url: 'http://h/', callback: '', verifier: '123', extra: [] })
  agree({ method: 'GET', url: 'http://h/', verifier: 'v', extra: [['oauth_session_handle', 'h']] })
  agree({ method: 'GET', url: 'http://h/', extra: [['oauth_token', 'h']] })
})

test('agrees with the core on every kind of option', () => {
  const request = { method: 'POST', url: 'https://h/p?b=2&a=1&zz=3', headers: FORM, body: 'c=3&A=x%20y' }
  const kinds: Partial<SigningOptions>[] = [
    { token: 't&%', tokenSecret: 's ü' }, { token: '' }, { version: null }, { realm: 'a"b' }, { signatureMethod: 'HMAC-SHA256' },
    { signatureMethod: 'HMAC-SHA512' }, { signatureMethod: 'PLAINTEXT' }, { transmission: 'query' }, { transmission: 'body' },
    { nonce: 'fixed', timestamp: 5 }, { nonce: null }, { nonce: () => 'n o%nce' }, { timestamp: () => '1 2%' }, { signatureMethod: { name: 'X', sign: () => 's' } },
    { consumerKey: '' }, { consumerSecret: '' }, { realm: 'é' },
  ]
  for (const kind of kinds) agree(request, { ...OPTIONS, ...kind }, JSON.stringify(kind))
})

test('agrees with the core on random requests', () => {
  const seed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31))
  let state = seed
  const next = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return Math.floor((state / 0x7fffffff) * limit) % limit
  }
  const pieces = ['a', 'B', 'z', '=', '&', '+', '%20', '%2b', '%2B', '%7E', '%E9', '%', '~', '!', '*', "'", 'é', '😀', 'o', 'oauth', '?', '/', '.']
  const text = (): string => Array.from({ length: next(12) }, () => pieces[next(pieces.length)]!).join('')
  for (let round = 0; round < 3000; round++) {
    agree({ method: 'POST', url: `https://h/${text()}?${text()}`, headers: FORM, body: text() }, OPTIONS, `seed ${seed}`)
  }
})

test('makes a fresh nonce and timestamp for each request', async () => {
  const signer = createSigner({ consumerKey: 'k', consumerSecret: 's' })
  const headers = [signer.sign({ method: 'GET', url: 'http://h/' }), await signer.signAsync({ method: 'GET', url: 'http://h/' })]
  const [first, second] = headers.map(({ headers: [header] }) => /oauth_nonce="(\w+)"/.exec(header![1])![1])
  assert.notEqual(first, second)
})
