// Reading pasted requests in every format, and the errors for text that cannot be read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest, type ReadOptions } from '../../src/input/index.ts'
import { recognize } from '../../src/input/read-request.ts'
import { splitCmd, splitShell } from '../../src/input/curl/shell-words.ts'
import { CountersignError } from '../../../src/signing/index.ts'

const AUTHORIZATION =
  'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature_method="HMAC-SHA1", ' +
  'oauth_timestamp="137131200", oauth_nonce="wIjqoXSGsN", oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D"'

function facts(text: string, options: ReadOptions = {}): object {
  const { kind, method, url, form, signature, body } = readRequest(text, options)
  return {
    kind,
    method,
    url,
    ...(form === null ? (body === null ? {} : { body }) : { form }),
    ...(signature === null ? {} : { signature }),
  }
}

function refusal(text: string, options: ReadOptions = {}): CountersignError {
  try {
    readRequest(text, options)
  } catch (error) {
    assert.ok(error instanceof CountersignError, String(error))
    assert.match(error.hint, /\w/)
    return error
  }
  return assert.fail('nothing was refused')
}

test('splits words like a POSIX shell', () => {
  assert.deepEqual(
    splitShell(String.raw`a 'b c'"d\"e\$f\g" \ x '' $'t\tn\n\x41\u00e9\'\101' | rest`),
    ['a', 'b cd"e$f\\g', ' x', '', "t\tn\nAé'A"],
  )
  assert.deepEqual(splitShell('a \\\n  b \\\r\n c\nnext command'), ['a', 'b', 'c'])
  assert.deepEqual(splitShell('"a\\\nb" $x'), ['ab', '$x'])
})

test('splits words like cmd.exe', () => {
  assert.deepEqual(
    splitCmd(
      'curl ^"https://h/?a=1^&b=^%^20^" ^\r\n  -H ^"x: y^" ^\n --data-raw ^"^{^\\^"a^\\^":1^}^"',
    ),
    ['curl', 'https://h/?a=1&b=%20', '-H', 'x: y', '--data-raw', '{"a":1}'],
  )
  assert.deepEqual(splitCmd('a "b ""c"" d" e'), ['a', 'b "c" d', 'e'])
})

test('reads a curl command that a browser copied', () => {
  const text = `curl 'https://photos.example.net/initiate?a=1' \\
  -X 'POST' \\
  -H 'accept: */*' \\
  -H 'authorization: ${AUTHORIZATION}' \\
  -H 'content-type: application/x-www-form-urlencoded' \\
  --data-raw 'x=1&y=%20' \\
  --compressed ;`
  assert.deepEqual(facts(text), {
    kind: 'curl',
    method: 'POST',
    url: 'https://photos.example.net/initiate?a=1',
    form: 'x=1&y=%20',
    signature: '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
  })
  assert.deepEqual(
    facts(
      `$ curl.exe ^"https://h.example/^" ^\n -H ^"Authorization: ${AUTHORIZATION.replaceAll('"', '^\\^"')}^"`,
    ),
    {
      kind: 'curl-cmd',
      method: 'GET',
      url: 'https://h.example/',
      signature: '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
    },
  )
})

test('applies curl options like curl', () => {
  const curl = (rest: string, options: ReadOptions = {}): object => facts(`curl ${rest}`, options)
  const readFile = (path: string): string => `of ${path}\n`
  const form = { kind: 'curl', method: 'POST', url: 'http://h.example/' }
  assert.deepEqual(curl('h.example -d a=1 -d b=2'), { ...form, form: 'a=1&b=2' })
  assert.deepEqual(
    curl(
      "-sSXPUT h.example -da=1 --data-urlencode 'n=a b' --data-urlencode '=&' --data-urlencode 'x y'",
    ),
    { ...form, method: 'PUT', form: 'a=1&n=a%20b&%26&x%20y' },
  )
  assert.deepEqual(
    curl('h.example --data @f --data-binary @g --data-urlencode n@h', { readFile }),
    {
      ...form,
      form: 'of f&of g\n&n=of%20h%0A',
    },
  )
  assert.deepEqual(curl("-G 'h.example?x=1#f' -d a=1 --url-query 'b=c d'"), {
    kind: 'curl',
    method: 'GET',
    url: 'http://h.example/?x=1&b=c%20d&a=1',
  })
  assert.deepEqual(curl(`--json '{"a":1}' https://h.example`), {
    ...form,
    url: 'https://h.example/',
    body: '{"a":1}',
  })
  assert.deepEqual(curl('-I --url=https://h.example -o out --max-time 3 -b c=d'), {
    kind: 'curl',
    method: 'HEAD',
    url: 'https://h.example/',
  })
  const multipart = readRequest("curl h.example -F 'a=text' -F file=@photo.jpg;type=x")
  assert.match(String(multipart.body), /name="a"\r\n\r\ntext\r\n[^]*filename="photo.jpg"/)
  assert.equal(multipart.form, null)
  assert.match(
    readRequest('curl -L -u me:pw h.example -H Empty; -H bad').notes.join('\n'),
    /-u was ignored[^]*redirects/,
  )
})

test('reads a raw request without changing its target', () => {
  const text = `POST /a/../b%2f?q=x+y HTTP/1.1\r\nHost: Example.com\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nAuthorization: OAuth oauth_token="t",\r\n  oauth_signature="s"\r\n\r\na=1\r\n`
  assert.deepEqual(facts(text, { scheme: 'http' }), {
    kind: 'raw-http',
    method: 'POST',
    url: 'http://Example.com/a/../b%2f?q=x+y',
    form: 'a=1',
    signature: 's',
  })
  assert.deepEqual(facts('\nGET http://h.example:80/x HTTP/1.0\nX: y\n\n'), {
    kind: 'raw-http',
    method: 'GET',
    url: 'http://h.example:80/x',
  })
  assert.deepEqual(facts('GET / HTTP/1.1\nHost: h.example\nContent-Length: 0\n\n'), {
    kind: 'raw-http',
    method: 'GET',
    url: 'https://h.example/',
  })
  assert.match(readRequest('GET / HTTP/1.1\nHost: h.example').notes.join(), /https was assumed/)
  assert.equal(readRequest('PUT /x\nHost: h.example:8080\n\nbody\n').url, 'http://h.example:8080/x')
})

const har = (...entries: object[]): string =>
  JSON.stringify({
    log: { version: '1.2', entries: entries.map((request) => ({ request, response: {} })) },
  })
const SIGNED = {
  method: 'GET',
  url: 'https://h.example/signed?a=1',
  headers: [
    { name: ':authority', value: 'h.example' },
    { name: 'authorization', value: AUTHORIZATION },
  ],
}

test('reads a HAR file, one of its entries, and the request of an entry', () => {
  const wanted = {
    kind: 'har',
    method: 'GET',
    url: 'https://h.example/signed?a=1',
    signature: '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
  }
  assert.deepEqual(facts(har({ method: 'GET', url: 'https://h.example/' }, SIGNED)), wanted)
  assert.deepEqual(facts(JSON.stringify({ request: SIGNED, time: 1 })), wanted)
  assert.deepEqual(facts(JSON.stringify(SIGNED)), wanted)
  assert.deepEqual(facts(JSON.stringify([SIGNED])), wanted)
  assert.deepEqual(
    facts(har({ ...SIGNED, url: 'https://h.example/1' }, SIGNED), { entry: '2' }),
    wanted,
  )
  assert.deepEqual(
    facts(har({ ...SIGNED, url: 'https://h.example/1' }, SIGNED), { entry: '/signed' }),
    wanted,
  )
  const posted = har({
    method: 'POST',
    url: 'https://h.example/',
    headers: [],
    postData: {
      mimeType: 'application/x-www-form-urlencoded',
      params: [{ name: 'a', value: '1' }, { name: 'b' }],
    },
  })
  assert.deepEqual(facts(posted), {
    kind: 'har',
    method: 'POST',
    url: 'https://h.example/',
    form: 'a=1&b=',
  })
  assert.match(readRequest(posted).notes.join(), /browsers do not save the Authorization header/)
})

test('reads a header with method and URL options', () => {
  const options = { method: 'POST', url: 'https://h.example/#f', body: 'a=1' }
  assert.deepEqual(facts(`Authorization: ${AUTHORIZATION.replaceAll(', ', ',\n  ')}`, options), {
    kind: 'header',
    method: 'POST',
    url: 'https://h.example/',
    form: 'a=1',
    signature: '74KNZJeDHnMBp0EMJ9ZHt/XKycU=',
  })
  assert.equal(readRequest(AUTHORIZATION, { ...options, contentType: 'text/plain' }).form, null)
})

test('detects the format of pasted text', () => {
  const samples = [
    ['curl x', 'curl'],
    ['$ curl x', 'curl'],
    ['\uFEFF {"a":1}', 'har'],
    ['OAuth a="b"', 'header'],
    ['authorization: oauth a="b"', 'header'],
    ['GET / HTTP/1.1', 'raw-http'],
    ['GET https://h/', 'raw-http'],
    ['Basic abc', null],
    ['hello world', null],
    ['', null],
  ] as const
  for (const [text, kind] of samples) assert.equal(recognize(text), kind, text)
})

test('errors give the position of the problem and a hint', () => {
  const cases = [
    [
      'curl https://h \\\n -H "Authorization: x',
      /line 2, character 5: the quote " is not closed \(read before it: 3 words\)/,
    ],
    ["curl $'abc", /quote ' is not closed/],
    ['curl ^"abc', /cmd\.exe cannot be read .* a quote is not closed/],
    ['curl -X POST', /the command has no URL/],
    ['curl https://h -H', /-H has no value/],
    ['GET /path HTTP/1.1\nAccept: x\n\n', /line 2, character 10: there is no Host header/],
    [
      'GET /path HTTP/1.1\nHost: h\nnonsense here\n',
      /line 3, character 1: this line is not a header/,
    ],
    ['{"log": [}', /a HAR file cannot be read at line 1, character 1/],
    ['{"a": 1}', /contains no request/],
    [
      har(SIGNED, { ...SIGNED, url: 'https://h.example/x?secret=1' }),
      /2 requests, of which 2 are signed: 1 GET https:\/\/h\.example\/signed, 2 GET https:\/\/h\.example\/x/,
    ],
    [AUTHORIZATION, /header alone/],
    ['hello\nworld', /the 2 pasted lines are not a request/],
    ['hello', /the pasted line is not a request/],
    [' ', /nothing was pasted/],
  ] as const
  for (const [text, message] of cases) {
    const error = refusal(text)
    assert.equal(error.code, 'unreadable-input')
    assert.match(error.message, message)
  }
  assert.equal(refusal('curl ftp://h').code, 'invalid-url')
  assert.equal(refusal(`curl https://h -H 'Authorization: OAuth a'`).code, 'invalid-header')
})
