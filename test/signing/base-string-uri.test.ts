import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseStringUri } from '../../src/signing/index.ts'
import { forAll, refusal } from './support.ts'

test('builds the two examples of RFC 5849 §3.4.1.2', () => {
  assert.equal(baseStringUri('http://EXAMPLE.COM:80/r%20v/X?id=123'), 'http://example.com/r%20v/X')
  assert.equal(baseStringUri('https://www.example.net:8080/?q=1'), 'https://www.example.net:8080/')
})

test('builds the example of OAuth Core 1.0a §9.1.2', () => {
  assert.equal(
    baseStringUri('HTTP://Example.com:80/resource?id=123'),
    'http://example.com/resource',
  )
})

test('drops only the default port of the scheme, §3.4.1.2 item 3', () => {
  assert.equal(baseStringUri('http://example.com:80/p'), 'http://example.com/p')
  assert.equal(baseStringUri('https://example.com:443/p'), 'https://example.com/p')
  assert.equal(baseStringUri('http://example.com:443/p'), 'http://example.com:443/p')
  assert.equal(baseStringUri('https://example.com:80/p'), 'https://example.com:80/p')
  assert.equal(baseStringUri('http://example.com:8080/p'), 'http://example.com:8080/p')
  assert.equal(baseStringUri('http://example.com:/p'), 'http://example.com/p')
  assert.equal(baseStringUri('http://example.com:0080/p'), 'http://example.com/p')
})

test('an empty path is sent as a slash, RFC 2616 §5.1.2', () => {
  for (const url of ['http://h', 'http://h?a=1', 'http://h#f', 'http://h/'])
    assert.equal(baseStringUri(url), 'http://h/')
})

test('keeps the path as it is sent', () => {
  for (const path of [
    '/a%2fb',
    '/%7Eu',
    '//a//b',
    '/p;x=1',
    '/A/b',
    '/a/../b',
    "/:@!$&'()*+,=",
    '/a+b',
  ]) {
    assert.equal(baseStringUri(`http://h${path}`), `http://h${path}`)
  }
})

test('leaves out query, fragment and userinfo', () => {
  assert.equal(baseStringUri('https://h/p?a=1#f'), 'https://h/p')
  assert.equal(baseStringUri('https://h/p#f?a=1'), 'https://h/p')
  assert.equal(baseStringUri('https://u:p@h/p'), 'https://h/p')
  assert.equal(baseStringUri('https://h?x@y/z'), 'https://h/')
})

test('keeps the brackets of an IPv6 address and the dot after a host', () => {
  assert.equal(baseStringUri('http://[2001:DB8::1]:8080/'), 'http://[2001:db8::1]:8080/')
  assert.equal(baseStringUri('http://[::1]:80/'), 'http://[::1]/')
  assert.equal(baseStringUri('http://example.com./p'), 'http://example.com./p')
})

test('signs the A-label of a host that is not ASCII', () => {
  assert.equal(baseStringUri('http://münchen.de/'), 'http://xn--mnchen-3ya.de/')
  assert.equal(baseStringUri('http://MÜNCHEN.de:8080/'), 'http://xn--mnchen-3ya.de:8080/')
})

test('the Host header overrides the URL, §3.4.1.2 item 2', () => {
  assert.equal(baseStringUri('http://127.0.0.1:3000/p', 'Example.com'), 'http://example.com/p')
  assert.equal(baseStringUri('https://internal/p', 'example.com:443'), 'https://example.com/p')
  assert.equal(
    baseStringUri('https://internal:8443/p', 'example.com:444'),
    'https://example.com:444/p',
  )
})

test('refuses a text that is not the URL of a request', () => {
  const urls = [
    '',
    'example.com/p',
    '/p',
    'ftp://h/',
    'data:,',
    'mailto:a@b',
    'http:h',
    'http:/h',
    'http:///p',
    'http://',
    'http://?a',
    'https://@/p',
    'http://h:x/',
    'http://h:0/',
    'http://h:65536/',
    'http://h:99999999999999999999/',
    'http://h:80:80/',
    'http://a b/',
    'http://[::1/',
    'http://[x]/',
    'http://a]/',
    'http://\u0000/',
    'http://\u{1F600}\u200B:80:1/',
    'ü://h/',
  ]
  for (const url of urls) refusal('invalid-url', '3.4.1.2', () => baseStringUri(url))
})

test('refuses a Host header that names no host', () => {
  for (const host of [
    '',
    ':80',
    'a b',
    'h:p',
    'http://h',
    'h/p',
    'h, i',
    'h\r\n',
    'a@b@:c',
    'xn--\u{FFFF}é%',
  ]) {
    refusal('invalid-url', '3.4.1.2', () => baseStringUri('http://h/', host))
  }
})

test('a refused URL is quoted without its userinfo and query', () => {
  for (const url of [
    'ftp://user:planted@h/?token=planted#planted',
    'http://user:planted@h:0/?token=planted',
    'http://a:planted@b@h:x/',
  ]) {
    const error = refusal('invalid-url', '3.4.1.2', () => baseStringUri(url))
    assert.doesNotMatch(error.message + error.hint, /planted/)
  }
})

test('agrees with the URL parser on every URL that it has serialized, without fragment and userinfo', async () => {
  await forAll(2000, (random) => {
    const host = random.pick([
      'example.com',
      'EXAMPLE.net',
      'bücher.example',
      '[::1]',
      '127.0.0.1',
      'a-b.c_d',
    ])
    const port = random.pick(['', ':80', ':443', ':8080', ':1', ':65535'])
    const text = `${random.pick(['http', 'https', 'HTTPS'])}://${host}${port}/${random.text()}?${random.text()}`
    if (!URL.canParse(text)) return
    const { href, protocol, host: authority, pathname } = new URL(text)
    assert.equal(baseStringUri(href), `${protocol}//${authority}${pathname}`)
  })
})

test('query and fragment do not change the base string URI', async () => {
  await forAll(500, (random) => {
    const [query, fragment] = [random.text().replaceAll('#', ''), random.text()]
    assert.equal(
      baseStringUri(`https://example.com/p?${query}#${fragment}`),
      'https://example.com/p',
    )
  })
})

test('signs an ASCII host as it is sent, not as a browser serializes it', () => {
  for (const host of ['0x7f.1', '2130706433', '127.1', 'a%41.example', '[0:0:0:0:0:0:0:1]'])
    assert.equal(baseStringUri(`http://${host}/`), `http://${host}/`)
})

test('refuses text before the URL', () => {
  for (const url of ['ftp://h/?http://h/', 'xhttp://h/', ' http://h/', 'a http://h/p'])
    refusal('invalid-url', '3.4.1.2', () => baseStringUri(url))
})

test('refuses a host with a character that ends hosts', () => {
  for (const host of [
    'a\u00A0b',
    'a\uFEFFb',
    'a[b',
    'a]b',
    '[',
    ']',
    'a\x01',
    'a\x20b',
    'a\x7F',
    'a/b',
    'a?b',
    'a#b',
    'a@b',
    'a:b:1',
  ])
    refusal('invalid-url', '3.4.1.2', () => baseStringUri('http://h/', host))
})

test('ports from 1 to 65535 are signed', () => {
  assert.equal(baseStringUri('http://h:1/'), 'http://h:1/')
  assert.equal(baseStringUri('http://h:65535/'), 'http://h:65535/')
})

test('quotes a refused URL from after "@" up to its query', () => {
  const cases = [
    ['ftp://user:pw@h/p?x#y', '"…@h/p"'],
    ['@ftp://h/p', '"…@ftp://h/p"'],
    ['ftp://h/p?token=1', '"ftp://h/p"'],
    ['ftp://h/p?', '"ftp://h/p"'],
    ['ftp://h/p#f', '"ftp://h/p"'],
    ['ftp://h/p?a\nb', '"ftp://h/p"'],
    ['ftp://h/p', '"ftp://h/p"'],
    // Neither a query with "@" nor a password with "?" is shown.
    ['ftp://h/?mail=a@b.example&password=hunter2', '"…"'],
    ['ftp://u:pa?ss@h/', '"…"'],
  ] as const
  for (const [url, shown] of cases) {
    const error = refusal('invalid-url', '3.4.1.2', () => baseStringUri(url))
    assert.equal(error.message, `not a URL that can be signed: ${shown}`)
  }
})

test('a Host header replaces an absent authority', () => {
  assert.equal(baseStringUri('http:///p', 'example.com'), 'http://example.com/p')
  refusal('invalid-url', '3.4.1.2', () => baseStringUri('http://[]/'))
})
