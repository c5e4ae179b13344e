/** The parsers, each with valid inputs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { errorPosition } from '../../devtools/src/cli/arguments/json-text.ts'
import { readCredentials as readCredentialsFile } from '../../devtools/src/cli/arguments/credentials.ts'
import { readSecrets } from '../../devtools/src/cli/arguments/diagnose-credentials.ts'
import { parseOptions } from '../../devtools/src/cli/arguments/options.ts'
import { OBSERVED_OPTIONS } from '../../devtools/src/cli/arguments/observed-request.ts'
import { readProfiles } from '../../devtools/src/cli/profiles/store.ts'
import { prettyJson } from '../../devtools/src/cli/request/pretty-json.ts'
import { readRequest as readArguments } from '../../devtools/src/cli/arguments/request-arguments.ts'
import { readServerTime } from '../../src/client/exchange/clock.ts'
import { excerpt, parseChallenge, readProblem } from '../../src/client/errors/oauth-problem.ts'
import { REPLY_LIMIT } from '../../src/client/capped-read.ts'
import { resolveUrl } from '../../src/client/request/url.ts'
import { runAdapter } from '../../devtools/src/conformance/adapter/adapter.ts'
import { splitCommand } from '../../devtools/src/conformance/subject/command-line.ts'
import { canonicalHeader } from '../../devtools/src/conformance/run/header-set.ts'
import { parseMembers } from '../../devtools/src/conformance/protocol/members.ts'
import { readAnnouncement, readAnswer } from '../../devtools/src/conformance/protocol/protocol.ts'
import { readVectorFile } from '../../devtools/src/conformance/suite/vector-file.ts'
import { explain, explainHtml, explainText } from '../../devtools/src/explain/index.ts'
import { compareBaseStrings, readBaseString, readRequest } from '../../devtools/src/input/index.ts'
import { readCallback } from '../../src/flow/login/authorization.ts'
import { readCredentials } from '../../src/flow/token-requests/credentials-reply.ts'
import { isOurCallback, readPending } from '../../src/flow/web-login/pending-login.ts'
import { resolveOptions } from '../../devtools/src/sandbox/settings.ts'
import { createBodyReader } from '../../devtools/src/sandbox/http/bodies.ts'
import { readRequest as readIncoming } from '../../devtools/src/sandbox/http/incoming-request.ts'
import { parseAuthorizationHeader, parseForm } from '../../src/signing/index.ts'
import { SECRETS, type Target } from './fuzz.ts'

const [CONSUMER_SECRET = '', TOKEN_SECRET = '', PASSWORD = ''] = SECRETS
const HEADER =
  'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", ' +
  'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", ' +
  'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"'
const PLAINTEXT = `OAuth oauth_consumer_key="k", oauth_signature_method="PLAINTEXT", oauth_signature="${CONSUMER_SECRET}%26${TOKEN_SECRET}"`
const FORM = 'application/x-www-form-urlencoded'

const CURL = [
  `curl 'https://photos.example.net/photos?file=vacation.jpg&size=original' -H 'Authorization: ${HEADER}' --compressed`,
  `curl -sSXPOST "https://h.example/a" -d x_auth_password=${PASSWORD} -d 'b=%20' -H "Authorization: ${PLAINTEXT.replaceAll('"', '\\"')}"`,
  `$ A='x' curl -u me:${PASSWORD} --cert client.pem:${PASSWORD} $'https://h.example/\\x41\\u00e9?a=1' -G --data-urlencode 'q=a b' -L`,
  `curl --json '{"a":1}' https://h.example -F 'a=b' -F c=@d --form-string e=@f -T up --url-query n=v -K file -b cookie`,
  `\`\`\`sh\ncurl https://h.example \\\n  -H 'Content-Type: ${FORM}' \\\n  --data-raw 'a=b&password=${PASSWORD}'\n\`\`\`\n`,
  `curl ^"https://h.example/?a=1^&b=^%^20^" ^\r\n  -H ^"Authorization: OAuth oauth_token=^\\^"t^\\^"^" ^\r\n  --data-raw ^"password=${PASSWORD}^"`,
]

const RAW = [
  `GET /photos?file=vacation.jpg HTTP/1.1\r\nHost: photos.example.net\r\nAuthorization: ${HEADER}\r\n\r\n`,
  `POST https://u:${PASSWORD}@h.example/a?b HTTP/1.1\nHost: h.example:80\nContent-Type: ${FORM}\nContent-Length: 20\nAuthorization: ${PLAINTEXT}\n  , oauth_nonce="n"\n\npassword=${PASSWORD}&c=d`,
  `*   Trying 127.0.0.1:80...\n> GET /a HTTP/1.1\n> Host: h.example\n> Authorization: ${HEADER}\n>\n< HTTP/1.1 401\n`,
]

const harEntry = (url: string, more: object = {}): object => ({
  request: {
    method: 'POST',
    url,
    headers: [
      { name: 'Authorization', value: PLAINTEXT },
      { name: ':path', value: '/' },
    ],
    postData: {
      mimeType: FORM,
      text: `password=${PASSWORD}`,
      params: [{ name: 'password', value: PASSWORD }],
    },
    ...more,
  },
})
const HAR = [
  JSON.stringify({
    log: {
      version: '1.2',
      entries: [harEntry(`https://u:${PASSWORD}@h.example/a?password=${PASSWORD}#f`)],
    },
  }),
  JSON.stringify({
    log: {
      entries: [harEntry('https://h.example/a'), harEntry(`https://h.example/b?x=${PASSWORD}`)],
    },
  }),
  JSON.stringify(
    harEntry('https://h.example/', { postData: { mimeType: 'text/xml', _file: 'a.xml' } }),
  ),
  JSON.stringify({
    method: 'GET',
    url: 'https://h.example/a',
    headers: [{ name: 'Authorization', value: HEADER }],
  }),
  JSON.stringify([
    harEntry('https://h.example/', { postData: { params: [{ name: 'a', fileName: 'f' }] } }),
  ]),
]

const BASE_STRING =
  'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26oauth_consumer_key%3D9djdj82h48djs9d2' +
  '%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201'

const REQUEST = {
  method: 'POST',
  url: 'https://h.example/a?b=c',
  headers: [['Content-Type', FORM]],
  body: 'a=b&c=d',
  signatureMethod: 'HMAC-SHA1',
  credentials: {
    consumerKey: 'k',
    consumerSecret: 's',
    token: 't',
    tokenSecret: null,
    privateKey: null,
  },
  nonce: 'n',
  timestamp: '1',
  version: '1.0',
  callback: null,
  verifier: null,
  realm: null,
  extra: [['a', { hex: 'c3a9' }]],
}
const run = (operation: string, input: object): string =>
  JSON.stringify({ command: 'run', seq: 1, operation, input })
const PROTOCOL = [
  '{"command":"start","protocol":1}',
  run('percentEncode', { text: { hex: 'e9' } }),
  run('baseStringUri', { url: 'https://h.example:443/a' }),
  run('normalizeParameters', {
    parameters: [
      ['a', 'b'],
      [{ hex: '00' }, 'é'],
    ],
  }),
  run('signatureBaseString', REQUEST),
  run('sign', REQUEST),
  run('verify', { request: REQUEST, credentials: REQUEST.credentials, now: 1318622958 }),
]

const VECTORS = JSON.stringify({
  format: 'countersign-vectors/1',
  suite: 'a',
  operation: 'sign',
  count: 2,
  flags: { f: { bug: 'b', effect: 'e' } },
  groups: [
    {
      context: { credentials: { consumerKey: 'k' }, signatureMethod: 'HMAC-SHA1' },
      tests: [
        {
          id: 'a/b',
          about: 'x',
          level: 'must',
          spec: [{ section: '3.4' }],
          flags: ['f'],
          input: { a: { b: 1 } },
          expect: { signature: 's' },
        },
        {
          id: 'a/c',
          about: 'x',
          level: 'silent',
          spec: [{}],
          flags: [],
          needs: ['RSA-SHA1'],
          input: {},
          expect: { oneOf: [{ as: 'x', rejected: true }] },
        },
      ],
    },
  ],
})

const CREDENTIALS = JSON.stringify({
  consumerKey: 'k',
  consumerSecret: CONSUMER_SECRET,
  token: 't',
  tokenSecret: TOKEN_SECRET,
  privateKey: null,
})

const PROFILES = JSON.stringify({
  version: 1,
  default: 'a',
  profiles: {
    a: {
      service: null,
      variables: { site: 'h' },
      apiUrl: 'https://h.example/',
      origins: ['https://h.example'],
      consumerKey: 'k',
      consumerSecret: CONSUMER_SECRET,
      token: 't',
      tokenSecret: TOKEN_SECRET,
      expiresAt: 1,
      fields: [['x', PASSWORD]],
    },
  },
})

const PENDING = {
  version: 1,
  accessTokenUrl: 'https://h.example/access',
  consumerKey: 'k',
  token: 't',
  tokenSecret: TOKEN_SECRET,
  state: ['state', 's3cr3t-state'],
  session: 'session-hash',
  began: 1,
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-fuzz-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'countersign'), { mode: 0o700 })
/** The path of the credentials in a settings folder. */
const file = (text: string): string => {
  const path = join(folder, 'countersign', 'credentials.json')
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

const problem = (header: string, body: string): string => {
  const found = readProblem(header, body, SECRETS)
  return JSON.stringify([found.problem, found.advice, found.details.map(String)])
}

export const TARGETS: readonly Target[] = [
  { name: 'curl', inputs: CURL, run: (text) => void readRequest(text) },
  {
    name: 'curl-config',
    inputs: [
      `url = "https://h.example/?q=a\\"b"\n-H "Authorization: ${PLAINTEXT}"\nrequest=POST\ndata "k=v w"\n# x\n  silent\n`,
      `--user "me:${PASSWORD}"\nheader: X-B: 2\nconfig = other\nupload-file up\nform "a=<b"\n`,
    ],
    run: (text) => void readRequest('curl -K file https://h.example', { readFile: () => text }),
  },
  { name: 'raw-http', inputs: RAW, run: (text) => void readRequest(text, { scheme: 'https' }) },
  { name: 'har', inputs: HAR, run: (text) => void readRequest(text) },
  {
    name: 'header',
    inputs: [`Authorization: ${HEADER}`, PLAINTEXT, HEADER.replaceAll(', ', ',\n    ')],
    run: (text) =>
      void readRequest(text, { method: 'POST', url: 'https://h.example/', body: text }),
  },
  {
    name: 'url',
    inputs: [
      `https://u:${PASSWORD}@h.example:8443/a%20b?oauth_signature=x&oauth_token=t#f`,
      '"https://h.example/?a=b"',
    ],
    run: (text) => void readRequest(text),
  },
  {
    name: 'request-url',
    inputs: ['https://h.example:8443/a%20b?c=d#f', '../a/b?c', '//h.example/a', 'http://[::1]:80/'],
    run: (text) => void resolveUrl(text, 'https://h.example/1/'),
  },
  {
    name: 'base-string',
    inputs: [
      BASE_STRING,
      `<p>Invalid signature. Expected: ${BASE_STRING.replaceAll('&', '&amp;')}.</p>`,
      JSON.stringify({ error: BASE_STRING.replaceAll('&', '\\u0026') }),
      `oauth_problem=signature_invalid&debug=${encodeURIComponent(BASE_STRING)}`,
    ],
    run: (text) => void compareBaseStrings(BASE_STRING, readBaseString(text).text),
  },
  {
    name: 'authorization-header',
    inputs: [HEADER, PLAINTEXT, `Basic x, ${HEADER}, oauth_problem="x"`],
    run(text) {
      canonicalHeader(text)
      parseChallenge(text)
      parseAuthorizationHeader(text)
    },
  },
  { name: 'explained', inputs: [...CURL, ...RAW, ...HAR], run: explained },
  {
    name: 'credentials-reply',
    inputs: [
      `oauth_token=t&oauth_token_secret=${TOKEN_SECRET}&oauth_callback_confirmed=true`,
      JSON.stringify({ oauth_token: 't', oauth_token_secret: TOKEN_SECRET, user: { id: 1 }, n: 5 }),
      `<html><body>${TOKEN_SECRET}</body></html>`,
      `error=${CONSUMER_SECRET}&oauth_problem=token_rejected`,
    ],
    run: (body) =>
      void readCredentials('the request token', { status: 200, challenge: null, body }, SECRETS),
  },
  {
    name: 'problem',
    inputs: [
      'oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2',
      `OAuth realm="x", oauth_problem="parameter_absent", oauth_problem_advice="the secret is ${CONSUMER_SECRET}"`,
      `{"errors":[{"message":"oauth_problem=nonce_used&x=${encodeURIComponent(TOKEN_SECRET)}"}]}`,
    ],
    run(reply) {
      const text = reply.slice(0, REPLY_LIMIT)
      excerpt(text)
      readServerTime([['oauth_acceptable_timestamps', text]], text)
      return problem(text, '') + problem('', text)
    },
  },
  {
    name: 'callback',
    inputs: [
      'oauth_token=t&oauth_verifier=v&state=s',
      'denied=t',
      'oauth_problem=user_refused&error=x',
    ],
    run: (text) =>
      void [
        readCallback(text, 't', true),
        isOurCallback(PENDING as never, 'session', text),
        parseForm(text),
      ],
  },
  {
    name: 'pending-login',
    inputs: [JSON.stringify(PENDING)],
    run: (text) =>
      void readPending(parsed(text), { accessTokenUrl: PENDING.accessTokenUrl, consumerKey: 'k' }),
  },
  { name: 'adapter', inputs: PROTOCOL, run: adapt },
  {
    name: 'adapter-answer',
    inputs: [
      '{"protocol":1,"implementation":{"name":"n","version":"1","language":"l"},"operations":["sign"],"methods":["m"]}',
      '{"seq":1,"output":{"signature":"s"}}',
      '{"seq":1,"rejected":{"code":"c","message":"m"}}',
    ],
    run(text) {
      const message = parseMembers(text)
      readAnnouncement(message)
      if (message !== undefined) readAnswer(message)
    },
  },
  { name: 'vector-file', inputs: [VECTORS], run: (text) => void readVectorFile('a.json', text) },
  {
    name: 'command-line',
    inputs: [`node adapter.mjs 'a b' "c \\"d\\"" e\\ f`, `sh -c 'echo "$0"' ''`],
    run: (text) => void splitCommand(text),
  },
  {
    name: 'credentials-file',
    inputs: [CREDENTIALS, `\uFEFF${CREDENTIALS}`, `${CREDENTIALS.slice(0, -1)},}`],
    async run(text) {
      const credentials = file(text)
      const io = {
        stdin: Readable.from([]),
        stdout: process.stdout,
        stderr: process.stderr,
        env: {},
      }
      try {
        readSecrets({ credentials }, io)
      } finally {
        await readCredentialsFile({ credentials }, io)
      }
    },
  },
  {
    name: 'profiles-file',
    inputs: [PROFILES],
    run(text) {
      file(text)
      readProfiles({ env: { XDG_CONFIG_HOME: folder } })
    },
  },
  {
    name: 'json-text',
    inputs: [PROFILES, VECTORS, '[1,{"a":"\\u0041"},-1.5e3,true,null]'],
    run(text) {
      errorPosition(text)
      prettyJson(text, (_style, token) => token)
    },
  },
  {
    name: 'options',
    inputs: [
      'GET\nhttps://h.example\n-H\nA: b\n--param\na=b\n--scheme=https\n-d\nx',
      '--curl\ncurl https://h\n--entry\n1',
    ],
    run(text) {
      const { values, positionals } = parseOptions(text.split('\n'), OBSERVED_OPTIONS)
      const { data: _data, ...others } = values
      readArguments(positionals, others)
    },
  },
  {
    name: 'sandbox-settings',
    inputs: [
      '{"signatureMethods":["HMAC-SHA256"],"tokenLifetime":3600,"renewal":"handle","urls":{"authorize":"/a"}}',
      '{"realm":"x","scopes":["a"],"verifier":"pin"}',
    ],
    run: (text) => void resolveOptions({ behaviour: Object(parsed(text)) as never }),
  },
  { name: 'sandbox-request', inputs: RAW, run: receive },
]

function explained(text: string): string {
  const request = readRequest(text)
  const credentials = {
    consumerSecret: CONSUMER_SECRET,
    tokenSecret: TOKEN_SECRET,
    otherSecrets: [PASSWORD],
  }
  const explanation = explain(request, credentials, 137131202)
  return [
    explainText(explanation, true),
    explainHtml(explanation),
    JSON.stringify(explanation),
  ].join('\n')
}

/** Throws if the answer holds a raw error. */
async function adapt(text: string): Promise<void> {
  const answers: string[] = []
  const output = new Writable({
    write(chunk, _encoding, done) {
      answers.push(String(chunk))
      done()
    },
  })
  await runAdapter(Readable.from([Buffer.from(text)]), output, '1')
  const raw = answers.find((answer) => /"errored":\{"message":"\w*Error/.test(answer))
  if (raw !== undefined) throw new Error(raw)
}

/** The parts of a request that `node:http` reads, with its head split at line ends. */
async function receive(text: string): Promise<void> {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const [line = '', ...lines] = head.split(/\r?\n/)
  const [method = '', url = '/'] = line.split(' ')
  const rawHeaders = lines.flatMap((each) => [
    each.slice(0, each.indexOf(':')),
    each.slice(each.indexOf(':') + 1).trim(),
  ])
  const headers = Object.fromEntries(
    lines
      .map((each) => each.split(':', 2))
      .map(([name = '', value = '']) => [name.toLowerCase(), value]),
  )
  const message = Object.assign(Readable.from([Buffer.from(rest.join('\n\n'))]), {
    method,
    url,
    rawHeaders,
    headers,
  })
  await readIncoming(message as never, 'http://photos.example.net', [], createBodyReader())
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
