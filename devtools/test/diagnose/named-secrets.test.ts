// Parameters with secret names, such as client_secret: every output masks their values.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  diagnosisPage,
  compareWithServer,
  comparisonText,
  diagnose,
  diagnosisText,
} from '../../src/diagnose/index.ts'
import { explain, explainText } from '../../src/explain/index.ts'
import { type ObservedRequest, observeRequest } from '../../src/input/index.ts'
import { formatForm, percentEncode } from '../../../src/signing/index.ts'
import { observe, protocolOf } from './support.ts'

const NAMES = [
  'x_auth_password',
  'password',
  'user[password]',
  'oauth_session_handle',
  'oauth_token_secret',
  'client_secret',
  'api_key',
  'apiKey',
  'X-Api-Key',
  'secret',
  'access_token',
  'refresh_token',
]
const credentials = { consumerSecret: 'kd94hf93k423kf44', tokenSecret: 'pfkkdhi9sl3r4s00' }

function outputsOf(request: ObservedRequest): readonly string[] {
  const explanation = explain(request, credentials)
  const diagnosis = diagnose({ request, credentials, most: 1 })
  return [
    JSON.stringify([explanation, diagnosis]),
    explainText(explanation),
    diagnosisPage(explanation, diagnosis),
    diagnosisText(diagnosis),
  ]
}

const form = 'application/x-www-form-urlencoded'
const inQuery = (pair: string): ObservedRequest =>
  observe({ url: `https://example.com/?a=1&${pair}&z=2` }, { oauth_signature: 'AAAA' })
const inForm = (body: string): ObservedRequest =>
  observe(
    { method: 'POST', url: 'https://example.com/', body, headers: [['Content-Type', form]] },
    { oauth_signature: 'AAAA' },
  )

test('masks the value of a parameter with a secret name in query, body and header', () => {
  for (const name of NAMES) {
    const pair = formatForm([[name, 'PLANTED value&+/é']])
    for (const request of [
      inQuery(pair),
      inForm(`${pair}&b=1`),
      observe(
        { url: 'https://example.com/' },
        { [name]: 'PLANTED value&+/é', oauth_signature: 'AAAA' },
      ),
    ]) {
      const outputs = outputsOf(request)
      for (const output of outputs.slice(0, 3)) assert.match(output, /\*\*\*/)
      for (const output of outputs) {
        assert.doesNotMatch(output, /PLANTED/, name)
        assert.doesNotMatch(output, /value(?:%20|%2520|\+| )*(?:%26|%2526)/, name)
      }
    }
  }
})

test('masks only the secret value in parameters, normalized parameters and base string', () => {
  const request = inQuery('x_auth_password=XAUTHplant')
  const { parameters, normalizedParameters, signatureBaseString, input } = explain(request)
  const [, password] = parameters
  assert.deepEqual(
    [password?.raw, password?.value, password?.encodedValue, password?.inBaseString],
    ['x_auth_password=***', '***', '***', 'x_auth_password%3D***'],
  )
  assert.match(normalizedParameters, /&x_auth_password=\*\*\*&z=2$/)
  assert.match(signatureBaseString ?? '', /%26x_auth_password%3D\*\*\*%26z%3D2$/)
  assert.equal(input.url, 'https://example.com/?a=1&x_auth_password=***&z=2')
})

test('masks a short value and a value that occurs elsewhere too', () => {
  const short = explain(inQuery('password=ab'))
  assert.deepEqual(
    [short.parameters[1]?.value, short.input.url.includes('password=***')],
    ['***', true],
  )
  assert.match(short.signatureBaseString ?? '', /password%3D\*\*\*%26z%3D2$/)
  const again = explain(inForm('client_secret=PLANTED-1%2F&note=it+is+PLANTED-1/'))
  assert.doesNotMatch(JSON.stringify(again), /PLANTED/)
  const nested = percentEncode('https://c.example/?api_key=PLANTED-2&x=1')
  const callback = JSON.stringify(explain(inQuery(`callback=${nested}`)))
  assert.doesNotMatch(callback, /PLANTED/)
  assert.match(callback, /api_key=\*\*\*&x=1/)
})

test('keeps the values of parameters with similar names', () => {
  const request = observeRequest({
    method: 'GET',
    url: 'https://example.com/?secretary=Jones&password_hint=none&keys=all&token_type=x',
    protocol: protocolOf(),
  })
  const text = explainText(explain(request))
  assert.match(text, /secretary=Jones[^]*password_hint=none[^]*keys=all[^]*token_type=x/)
  assert.doesNotMatch(text, /\*\*\*/)
})

test('the caret marks the first visible difference after a mask', () => {
  const request = inForm('password=a-rather-long-PLANTED-password&q=a')
  const theirs = explainBase(request).replace('q%3Da', 'q%3Db')
  const text = comparisonText(compareWithServer(request, theirs))
  assert.doesNotMatch(text, /PLANTED/)
  const [ours = '', other = '', caret = ''] = text.split('\n').slice(2)
  const column = caret.indexOf('^')
  assert.deepEqual(
    [ours[column], other[column], ours.slice(12, column)],
    ['a', 'b', other.slice(12, column)],
  )
})

const explainBase = (request: ObservedRequest): string =>
  explain(request).signatureBaseString!.replace('***', 'a-rather-long-PLANTED-password')
