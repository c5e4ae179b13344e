import assert from 'node:assert/strict'
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  verify as verifyOctets,
} from 'node:crypto'
import { test } from 'node:test'
import {
  equalInConstantTime,
  isSignature,
  prepareMethod,
  type Secrets,
  SIGNATURE_METHODS,
  type SignatureMethodName,
  signRequest,
} from '../../src/signing/index.ts'
import { CREDENTIALS, forAll, refusal, signatureOf, URL_OF_PHOTOS, vectorInput } from './support.ts'

const sign = (
  method: SignatureMethodName,
  secrets: Secrets,
  text: string,
): string | Promise<string> => prepareMethod(method, secrets).sign(text)

const rsa = vectorInput('signature-methods-rsa/rsa-sha1').credentials
const rsaAsPkcs8 = vectorInput('signature-methods-rsa/pkcs8').credentials
const rsaPublic = vectorInput('verify-accepted/rsa-sha1').credentials.publicKey
const rsaPublicAsPkcs1 = vectorInput('verify-accepted/rsa-pkcs1-public-key').credentials.publicKey
const wiki = vectorInput('published-sign-rsa/wiki-rsa-sha1').credentials
const wikiCertificate = vectorInput('verify-accepted/rsa-certificate').credentials.publicKey

test('gives the HMAC-SHA1 values of the OAuth wiki, OAuth Core 1.0a §9.2', () => {
  assert.equal(
    sign('HMAC-SHA1', { consumerSecret: 'cs', tokenSecret: null }, 'bs'),
    'egQqG5AJep5sJ7anhXju1unge2I=',
  )
  assert.equal(
    sign('HMAC-SHA1', { consumerSecret: 'cs', tokenSecret: 'ts' }, 'bs'),
    'VZVjXceV7JgPq/dOTnNmEfO0Fv8=',
  )
})

test('gives the HMAC-SHA256 value that others publish for the same text and secrets', () => {
  assert.equal(
    sign('HMAC-SHA256', { consumerSecret: 'cs', tokenSecret: 'ts' }, 'bs'),
    '9HGKdfyP38c9+AtaEhdNhLubhigOrxSw0l46B8qgPso=',
  )
})

test('gives the value of bettiolo/oauth-signature-js for secrets that are not ASCII', () => {
  const options = {
    consumerKey: 'consumer-key',
    consumerSecret: '你好',
    token: 'token-key',
    tokenSecret: 'åçñ',
    nonce: '5678',
    timestamp: 1234,
  }
  const signed = signRequest({ method: 'GET', url: 'http://api.example.com/endpoint' }, options)
  assert.equal(signatureOf(signed), 'JXcouSrYw1x7ql1ArjfT1Bg8O9g=')
})

test('the base string of RFC 5849 §3.4.1.1 gives the value of erratum 2550, and the printed one with GET', () => {
  const base =
    'http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
    '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
    '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7'
  const secrets = { consumerSecret: 'j49sk3j29djd', tokenSecret: 'dh893hdasih9' }
  assert.equal(sign('HMAC-SHA1', secrets, `POST&${base}`), 'r6/TJjbCOr97/+UU0NsvSne7s5g=')
  assert.equal(sign('HMAC-SHA1', secrets, `GET&${base}`), 'bYT5CMsGcbgUdFHObYMEfcx6bsw=')
})

test('PLAINTEXT is the key: the examples of RFC 5849 §2.1 and §2.3, and of OAuth Core 1.0a §9.4.1', () => {
  assert.equal(sign('PLAINTEXT', { consumerSecret: 'ja893SD9' }, ''), 'ja893SD9&')
  assert.equal(
    sign('PLAINTEXT', { consumerSecret: 'ja893SD9', tokenSecret: 'xyz4992k83j47x0b' }, ''),
    'ja893SD9&xyz4992k83j47x0b',
  )
  assert.equal(
    sign('PLAINTEXT', { consumerSecret: 'djr9rjt0jd78jf88', tokenSecret: 'jjd99$tj88uiths3' }, 'x'),
    'djr9rjt0jd78jf88&jjd99%24tj88uiths3',
  )
})

test('the secrets are encoded, and the ampersand between them is always there, §3.4.2', () => {
  assert.equal(sign('PLAINTEXT', { consumerSecret: 'a&b', tokenSecret: 'c d' }, ''), 'a%26b&c%20d')
  assert.equal(sign('PLAINTEXT', { consumerSecret: '', tokenSecret: '' }, ''), '&')
  assert.equal(sign('PLAINTEXT', { consumerSecret: '', tokenSecret: 't' }, ''), '&t')
  const expected = createHmac('sha512', 'a%26b&').update('bs').digest('base64')
  assert.equal(sign('HMAC-SHA512', { consumerSecret: 'a&b' }, 'bs'), expected)
})

test('HMAC gives what node:crypto gives for keys and texts of any length', async () => {
  await forAll(200, async (random) => {
    // Beyond one block of the hash, keys are hashed themselves.
    const [consumerSecret, tokenSecret] = [
      random.text(150).replace(/[^A-Za-z0-9]/g, ''),
      random.text(150).replace(/[^A-Za-z0-9]/g, ''),
    ]
    const text = random.text(400)
    for (const [name, hash] of [
      ['HMAC-SHA1', 'sha1'],
      ['HMAC-SHA256', 'sha256'],
      ['HMAC-SHA512', 'sha512'],
    ] as const) {
      const expected = createHmac(hash, `${consumerSecret}&${tokenSecret}`)
        .update(text)
        .digest('base64')
      assert.equal(await sign(name, { consumerSecret, tokenSecret }, text), expected)
    }
  })
})

test('a prepared key signs many texts, each as if it were the first', () => {
  const method = prepareMethod('HMAC-SHA1', { consumerSecret: 'cs', tokenSecret: 'ts' })
  for (const text of ['a', 'bs', '', 'x'.repeat(1000), 'bs']) {
    assert.equal(method.sign(text), createHmac('sha1', 'cs&ts').update(text).digest('base64'))
  }
})

test('gives the RSA-SHA1 value of the OAuth wiki, OAuth Core 1.0a §9.3', () => {
  const base =
    'GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacaction.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03' +
    '%26oauth_nonce%3D13917289812797014437%26oauth_signature_method%3DRSA-SHA1' +
    '%26oauth_timestamp%3D1196666512%26oauth_version%3D1.0' +
    '%26size%3Doriginal'
  const expected =
    'jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2/9n4s5wUmUl4aCI4BwpraNx4RtEXMe5qg5T1LVTGliMRpKasKs' +
    'W//e+RinhejgCuzoH26dyF8iY2ZZ/5D1ilgeijhV/vBka5twt399mXwaYdCwFYE='
  assert.equal(sign('RSA-SHA1', wiki, base), expected)
  assert.equal(isSignature('RSA-SHA1', { publicKey: wikiCertificate }, base, expected), true)
  assert.equal(isSignature('RSA-SHA1', { publicKey: wikiCertificate }, `${base}x`, expected), false)
})

test('an RSA key is read from PKCS #1, PKCS #8 and a KeyObject alike', () => {
  const expected = sign('RSA-SHA256', rsa, 'bs')
  assert.equal(String(expected).length, 344, 'a key of 2048 bits')
  assert.match(rsa.privateKey, /BEGIN RSA PRIVATE KEY/)
  assert.match(rsaAsPkcs8.privateKey, /BEGIN PRIVATE KEY/)
  assert.equal(sign('RSA-SHA256', rsaAsPkcs8, 'bs'), expected)
  assert.equal(sign('RSA-SHA256', { privateKey: createPrivateKey(rsa.privateKey) }, 'bs'), expected)
  const octets = Buffer.from(String(expected), 'base64')
  assert.equal(
    verifyOctets('sha256', Buffer.from('bs'), createPublicKey(rsa.privateKey), octets),
    true,
  )
})

test('a public key is read from SPKI, PKCS #1, a certificate and a KeyObject alike', () => {
  const signature = String(sign('RSA-SHA512', rsa, 'bs'))
  for (const publicKey of [rsaPublic, rsaPublicAsPkcs1, createPublicKey(rsaPublic)]) {
    assert.equal(isSignature('RSA-SHA512', { publicKey }, 'bs', signature), true)
    assert.equal(isSignature('RSA-SHA256', { publicKey }, 'bs', signature), false)
    assert.equal(isSignature('RSA-SHA512', { publicKey }, 'bt', signature), false)
  }
})

test('RSA uses no shared secret, §3.4.3', () => {
  assert.equal(
    sign('RSA-SHA1', { ...rsa, consumerSecret: 'a', tokenSecret: 'b' }, 'bs'),
    sign('RSA-SHA1', { privateKey: rsa.privateKey }, 'bs'),
  )
})

test('refuses an RSA signature that is not canonical base64', () => {
  const signature = String(sign('RSA-SHA1', rsa, 'bs'))
  const others = [
    '',
    signature.replace(/=+$/, ''),
    `${signature}=`,
    ` ${signature}`,
    `${signature}\n`,
    signature.replaceAll('+', '-').replaceAll('/', '_'),
    `${signature}AAAA`,
    signature.slice(4),
  ].filter((other) => other !== signature)
  for (const other of others)
    assert.equal(
      isSignature('RSA-SHA1', { publicKey: rsaPublic }, 'bs', other),
      false,
      other.slice(-8),
    )
})

test('refuses an HMAC signature with any difference', () => {
  const secrets = { consumerSecret: 'cs', tokenSecret: 'ts' }
  assert.equal(isSignature('HMAC-SHA1', secrets, 'bs', 'VZVjXceV7JgPq/dOTnNmEfO0Fv8='), true)
  for (const other of [
    '',
    'VZVjXceV7JgPq/dOTnNmEfO0Fv8',
    'VZVjXceV7JgPq/dOTnNmEfO0Fv9=',
    'vZVjXceV7JgPq/dOTnNmEfO0Fv8=',
    'VZVjXceV7JgPq_dOTnNmEfO0Fv8=',
    'é',
  ]) {
    assert.equal(isSignature('HMAC-SHA1', secrets, 'bs', other), false, other)
  }
})

test('no signature is valid if the server lacks the secret or key', () => {
  const hmac = String(sign('HMAC-SHA1', { consumerSecret: '' }, 'bs'))
  assert.equal(isSignature('HMAC-SHA1', { publicKey: rsaPublic }, 'bs', hmac), false)
  assert.equal(
    isSignature('HMAC-SHA1', { consumerSecret: null, publicKey: rsaPublic }, 'bs', hmac),
    false,
  )
  assert.equal(isSignature('PLAINTEXT', { publicKey: rsaPublic }, 'bs', '&'), false)
  assert.equal(
    isSignature('RSA-SHA1', { consumerSecret: 'cs' }, 'bs', String(sign('RSA-SHA1', rsa, 'bs'))),
    false,
  )
  assert.equal(isSignature('RSA-SHA1', { consumerSecret: 'cs', publicKey: '' }, 'bs', ''), false)
})

test('equalInConstantTime compares texts of any lengths', async () => {
  assert.equal(equalInConstantTime('', ''), true)
  assert.equal(equalInConstantTime('a', ''), false)
  assert.equal(equalInConstantTime('abc', 'abcd'), false)
  assert.equal(equalInConstantTime('你', '你'), true)
  await forAll(200, (random) => {
    const [a, b] = [random.text(4), random.text(4)]
    assert.equal(equalInConstantTime(a, b), a === b)
  })
})

test('method names are case sensitive, and unknown ones are refused, §3.1', () => {
  for (const name of ['hmac-sha1', 'HMAC_SHA1', 'HMAC-MD5', 'RSA', '', '__proto__', 'HMAC-SHA1 ']) {
    const options = { ...CREDENTIALS, signatureMethod: name as SignatureMethodName }
    const error = refusal('unknown-signature-method', '3.4', () =>
      signRequest({ method: 'GET', url: URL_OF_PHOTOS }, options),
    )
    for (const known of SIGNATURE_METHODS) assert.ok(error.hint.includes(known))
  }
})

test('there are seven methods', () => {
  assert.deepEqual([...SIGNATURE_METHODS].sort(), [
    'HMAC-SHA1',
    'HMAC-SHA256',
    'HMAC-SHA512',
    'PLAINTEXT',
    'RSA-SHA1',
    'RSA-SHA256',
    'RSA-SHA512',
  ])
})

test('refuses a missing secret or key, and names it', () => {
  const request = { method: 'GET', url: URL_OF_PHOTOS }
  const { consumerSecret: _, ...withoutSecret } = CREDENTIALS
  for (const signatureMethod of ['HMAC-SHA1', 'HMAC-SHA256', 'HMAC-SHA512', 'PLAINTEXT'] as const) {
    for (const secrets of [{}, { consumerSecret: null }]) {
      const error = refusal('missing-credential', '3.4.2', () =>
        signRequest(request, { ...withoutSecret, ...secrets, signatureMethod }),
      )
      assert.match(error.message, /consumerSecret/)
    }
  }
  for (const signatureMethod of ['RSA-SHA1', 'RSA-SHA256', 'RSA-SHA512'] as const) {
    for (const secrets of [{}, { privateKey: null }, { privateKey: '' }]) {
      const error = refusal('missing-credential', '3.4.3', () =>
        signRequest(request, { ...CREDENTIALS, ...secrets, signatureMethod }),
      )
      assert.match(error.message, /privateKey/)
    }
  }
})

test('accepts an empty consumer secret', () => {
  const { trace } = signRequest(
    { method: 'GET', url: URL_OF_PHOTOS },
    { ...CREDENTIALS, consumerSecret: '', tokenSecret: '' },
  )
  assert.equal(
    trace.signature,
    createHmac('sha1', '&').update(trace.signatureBaseString).digest('base64'),
  )
})

test('refuses an unusable key, and does not quote it', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tooShort = generateKeyPairSync('rsa', { modulusLength: 512 })
  const encrypted = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-128-cbc',
    passphrase: 'planted',
  }) as string
  const cut = rsa.privateKey.split('\n').toSpliced(3, 1).join('\n')
  const keys = [
    'planted',
    '-----BEGIN RSA PRIVATE KEY-----\nplanted\n-----END RSA PRIVATE KEY-----\n',
    cut,
    encrypted,
    rsaPublic,
    elliptic.privateKey,
    elliptic.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    createSecretKey(Buffer.from('planted')),
    createPublicKey(rsaPublic),
  ]
  for (const privateKey of keys) {
    const error = refusal('unusable-key', '3.4.3', () => sign('RSA-SHA1', { privateKey }, 'bs'))
    assert.equal(error.cause, undefined)
    assert.match(error.message, /privateKey/)
    assert.doesNotMatch(error.message + error.hint + String(error.stack), /planted|MII/)
  }
  const short = refusal('unusable-key', '3.4.3', () =>
    sign('RSA-SHA512', { privateKey: tooShort.privateKey }, 'bs'),
  )
  assert.deepEqual(short.names, ['privateKey'])
})

test('an unusable public key is an error of the server', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
  for (const publicKey of ['planted', elliptic, createPrivateKey(rsa.privateKey)]) {
    const error = refusal('unusable-key', '3.4.3', () =>
      isSignature('RSA-SHA1', { publicKey }, 'bs', 'AAAA'),
    )
    assert.match(error.message, /publicKey/)
  }
})

test('a method of the caller signs the base string, and its name is sent', () => {
  const texts: string[] = []
  const signatureMethod = {
    name: 'X-REVERSED',
    sign: (text: string) => {
      texts.push(text)
      return 'a+b/c='
    },
  }
  const signed = signRequest(
    { method: 'GET', url: URL_OF_PHOTOS },
    { ...CREDENTIALS, consumerSecret: null, signatureMethod },
  )
  assert.equal(signatureOf(signed), 'a+b/c=')
  assert.match(
    signed.headers[0]![1],
    /oauth_signature_method="X-REVERSED".*oauth_signature="a%2Bb%2Fc%3D"/,
  )
  assert.deepEqual(texts, [signed.trace.signatureBaseString])
  assert.match(texts[0]!, /oauth_signature_method%3DX-REVERSED/)
})
