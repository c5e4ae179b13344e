import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  normalizeParameters,
  percentDecode,
  percentEncode,
  signatureBaseString,
} from '../../src/signing/index.ts'
import { forAll, refusal } from './support.ts'

test('joins the three examples of the OAuth wiki on concatenation, OAuth Core 1.0a §9.1.3', () => {
  assert.equal(
    signatureBaseString('GET', 'http://example.com/', 'n=v'),
    'GET&http%3A%2F%2Fexample.com%2F&n%3Dv',
  )
  assert.equal(
    signatureBaseString(
      'POST',
      'https://photos.example.net/request_token',
      normalizeParameters([
        ['oauth_version', '1.0'],
        ['oauth_consumer_key', 'dpf43f3p2l4k3l03'],
        ['oauth_timestamp', '1191242090'],
        ['oauth_nonce', 'hsu94j3884jdopsl'],
        ['oauth_signature_method', 'PLAINTEXT'],
        ['oauth_signature', 'ignored'],
      ]),
    ),
    'POST&https%3A%2F%2Fphotos.example.net%2Frequest_token&oauth_consumer_key%3Ddpf43f3p2l4k3l03' +
      '%26oauth_nonce%3Dhsu94j3884jdopsl' +
      '%26oauth_signature_method%3DPLAINTEXT%26oauth_timestamp%3D1191242090%26oauth_version%3D1.0',
  )
  assert.equal(
    signatureBaseString(
      'GET',
      'http://photos.example.net/photos',
      'file=vacation.jpg&oauth_consumer_key=dpf43f3p2l4k3l03' +
        '&oauth_nonce=kllo9940pd9333jh&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1191242096' +
        '&oauth_token=nnch734d00sl2jdk' +
        '&oauth_version=1.0&size=original',
    ),
    'GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03' +
      '%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096' +
      '%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal',
  )
})

test('joins the example of RFC 5849 §3.4.1.1', () => {
  const parameters =
    'a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a' +
    '&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7'
  assert.equal(
    signatureBaseString('POST', 'http://example.com/request', parameters),
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da' +
      '%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D' +
      '%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
      '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  )
})

test('writes every method in upper case, and encodes it, §3.4.1.1 item 1', () => {
  assert.equal(signatureBaseString('patch', 'http://h/', ''), 'PATCH&http%3A%2F%2Fh%2F&')
  assert.equal(signatureBaseString('M-Search', 'http://h/', ''), 'M-SEARCH&http%3A%2F%2Fh%2F&')
  assert.equal(signatureBaseString('A*B', 'http://h/', ''), 'A%2AB&http%3A%2F%2Fh%2F&')
})

test('refuses a text that is not a method', () => {
  for (const method of ['', 'GET ', 'G ET', 'GET\r\n', 'GÉT', 'ﬁ', 'ı', 'a/b']) {
    refusal('invalid-method', '3.4.1.1', () => signatureBaseString(method, 'http://h/', ''))
  }
})

test('has exactly two bare ampersands, and decodes to its three parts', async () => {
  await forAll(1000, (random) => {
    const uri = `https://example.com/${random.text()}`
    const parameters = normalizeParameters(
      Array.from({ length: random.below(5) }, () => [random.text(), random.text()]),
    )
    const text = signatureBaseString('GET', uri, parameters)
    assert.match(text, /^[A-Za-z0-9\-._~%&]+$/)
    assert.deepEqual(text.split('&').map(percentDecode), ['GET', uri, parameters])
  })
})

test('accepts every token of HTTP as method, and nothing else', () => {
  // RFC 9110 §5.6.2
  for (const character of "!#$%&'*+-.^_`|~09AZaz") {
    const base = signatureBaseString(`X${character}`, 'http://h/', '')
    assert.ok(base.startsWith(`${percentEncode(`X${character}`.toUpperCase())}&`), character)
  }
  for (const character of '"(),/:;<=>?@[\\]{}\x7F é')
    refusal('invalid-method', '3.4.1.1', () =>
      signatureBaseString(`X${character}`, 'http://h/', ''),
    )
})
