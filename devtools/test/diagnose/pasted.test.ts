// Text around a copied request is ignored, and common copying mistakes are named.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequest } from '../../src/input/index.ts'
import type { CountersignError } from '../../../src/signing/index.ts'

const HEADER =
  'OAuth oauth_consumer_key="k", oauth_signature_method="HMAC-SHA1", oauth_signature="c2ln"'
const URL_ = 'https://api.example.com/me?q=a+b'
const CURL = `curl '${URL_}' -H 'Authorization: ${HEADER}'`
const RAW = `POST /me?q=a+b HTTP/1.1\nHost: api.example.com\nContent-Length: 3\nAuthorization: ${HEADER}\n\na=1`

function refusal(text: string): string {
  try {
    readRequest(text)
  } catch (error) {
    const { message, hint } = error as CountersignError
    return `${message}; ${hint}`
  }
  return assert.fail('it was read')
}

test('ignores a prompt, a code fence and assignments before a command', () => {
  for (const text of [
    `me@host:~$ ${CURL}`,
    `[me@host ~]# ${CURL}`,
    `C:\\Users\\me>${CURL}`,
    `PS C:\\Users\\me> ${CURL}`,
    `host% ${CURL}`,
    `\`\`\`\n${CURL}\n\`\`\`\n`,
    `\n\`\`\`sh\n$ ${CURL}\n\`\`\`\nand it says 401`,
    `VAR=1 ${CURL}`,
    `$ HTTPS_PROXY='http://h:1' B="x y" ${CURL}`,
    `\uFEFF${CURL}`,
  ]) {
    const { kind, url, signature } = readRequest(text)
    assert.deepEqual([kind, url, signature], ['curl', URL_, 'c2ln'], text)
  }
})

test('ignores a code fence, a byte order mark and the prefixes of curl -v around a raw request', () => {
  const marked = RAW.split('\n').map((line, index) => (index < 5 ? `> ${line}` : line))
  for (const text of [
    `\`\`\`http\n${RAW}\n\`\`\``,
    `\uFEFF${RAW}`,
    marked.join('\n'),
    `* Connected to api.example.com\r\n${marked.join('\r\n')}\r\n< HTTP/1.1 401 Unauthorized\r\n< Server: x\r\n`,
  ]) {
    const { kind, url, body, signature } = readRequest(text)
    assert.deepEqual([kind, url, body, signature], ['raw-http', URL_, 'a=1', 'c2ln'], text)
  }
})

test('reads a signed URL in quotes', () => {
  for (const text of [`"${URL_}"`, `'${URL_}'\n`, `<${URL_}>`, `“${URL_}”`])
    assert.equal(readRequest(text).url, URL_)
})

test('positions count the ignored text', () => {
  assert.match(
    refusal(`me@host:~$ curl 'https://h`),
    /line 1, character 17: the quote ' is not closed/,
  )
  assert.match(refusal("```\ncurl 'https://h\n```"), /line 2, character 6/)
})

test('refuses text that a shell would change, and typographic quotes', () => {
  for (const [text, what] of [
    [
      CURL.replaceAll("'", '').replace('a+b', 'a+b&x=1'),
      /a shell ends the command at this unquoted &.*; put the URL in quotes/,
    ],
    [
      `curl '${URL_}' -H "Authorization: $AUTH"`,
      /contains a shell variable, .* not expanded here; paste the header/,
    ],
    [
      `curl '${URL_}' -H "Authorization: OAuth oauth_token=\\"$TOKEN\\""`,
      /contains a shell variable/,
    ],
    [`curl ‘${URL_}’ -H ‘Authorization: ${HEADER}’`, /typographic quotes.*; use straight quotes/],
    [CURL.replaceAll('"', '”'), /typographic quotes.*; use straight quotes/],
    [
      CURL.replace('OAuth ', ''),
      /the word OAuth is missing.*; write the header as OAuth oauth_consumer_key=/,
    ],
  ] as const)
    assert.match(refusal(text), what)
})

test('accepts similar text that a shell does not change', () => {
  for (const rest of [' & ', ' && echo', '&', ' 2>&1', ' | jq .'])
    assert.equal(readRequest(CURL + rest).signature, 'c2ln')
  assert.equal(
    readRequest(CURL.replace('q=a+b', '$filter=x')).url,
    'https://api.example.com/me?$filter=x',
  )
  assert.equal(readRequest(RAW.replace('a=1', '> b')).body, '> b')
  for (const url of ['https://h.example/%ab=1', 'https://h.example/$a=1'])
    for (const text of [url, `GET ${url} HTTP/1.1\nHost: h.example\n\n`])
      assert.equal(readRequest(text).url, url)
})
