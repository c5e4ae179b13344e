import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  diagnosisPage,
  comparisonText,
  compareWithServer,
  diagnose,
  diagnosisText,
} from '../../src/diagnose/index.ts'
import { explain } from '../../src/explain/index.ts'
import { deviation, observe, ODD_CREDENTIALS, rightSignature, signWith } from './support.ts'

const use = {
  request: observe({ url: 'https://Example.com/?q=ai+music&e=' }),
  credentials: ODD_CREDENTIALS,
}
const textFor = (...names: string[]): string =>
  diagnosisText(diagnose({ ...use, signature: signWith(names.map(deviation), use)! }))

test('one mistake: verdict, rule, place, who else, mending, and the base strings with a caret', () => {
  const text = textFor('plus-not-decoded')
  assert.match(
    text,
    /^The signature is wrong\. One mistake makes exactly it\.\n\nThe signer reads \+ as a plus/,
  )
  assert.match(
    text,
    /rule {4}\+ and %20 are a space in a query.* RFC 5849 §3\.4\.1\.3\.1\n {2}here {4}"q=ai\+music" in the query is signed as "q=ai%2Bmusic"/,
  )
  assert.match(
    text,
    /also {4}ddo\/oauth-1\.0a[^]*shown {3}by vectors request-parameters-query\/space-as-plus[^]*fix {5}Decode \+ to a space/,
  )
  const [right = '', signed = '', caret = ''] = text
    .split('\n')
    .slice(text.split('\n').findIndex((line) => line.startsWith('  right')))
  const column = caret.indexOf('^')
  assert.ok(
    right[column] !== signed[column] && right.slice(8, column) === signed.slice(8, column),
    text,
  )
  assert.match(text, /In this request the same comes of\n {2}- does not decode values/)
})

test('several mistakes are numbered', () => {
  assert.match(
    textFor('plus-not-decoded', 'default-port-added'),
    /Two mistakes together[^]*1\. The signer[^]*2\. The signer/,
  )
  assert.match(
    textFor('plus-not-decoded', 'default-port-added', 'secrets-swapped'),
    /Three mistakes together[^]*3\. The signer swaps/,
  )
})

test('a right signature: what that rules out, and what remains', () => {
  assert.match(
    diagnosisText(diagnose({ ...use, signature: rightSignature(use) })),
    /^The signature is right\.\n\nSo it is not\n {2}- the secrets[^]*It may be\n[^]*the nonce[^]*permission/,
  )
  const plain = {
    request: observe(
      { url: 'https://example.com/' },
      {
        oauth_signature_method: 'PLAINTEXT',
        oauth_token: null,
        oauth_nonce: null,
        oauth_timestamp: null,
      },
    ),
    credentials: { consumerSecret: 's' },
  }
  assert.match(
    diagnosisText(diagnose({ ...plain, signature: 's&' })),
    /§3\.4\.4[^]*without a token/,
  )
})

test('nothing found: what was tried and what would narrow it down, and no guess', () => {
  const text = diagnosisText(
    diagnose({
      request: observe({ url: 'https://example.com/' }),
      credentials: { consumerSecret: 's' },
      signature: 'AAAA',
      most: 2,
    }),
    true,
  )
  assert.match(
    text,
    /no known mistake makes exactly it[^]*Tried: \d+ deviations, alone and up to 2 at once[^]*Nothing is guessed[^]*What would narrow it down/,
  )
})

test('what RFC 5849 leaves open is no mistake', () => {
  const open = {
    request: observe({ url: 'https://example.com/?a=1&&b=2' }),
    credentials: ODD_CREDENTIALS,
  }
  const diagnosis = diagnose({
    ...open,
    signature: signWith([deviation('empty-segment-signed')], open)!,
  })
  assert.match(
    diagnosisText(diagnosis),
    /in what RFC 5849 leaves open[^]*silent on\s+this very point/,
  )
  assert.match(diagnosisPage(explain(open.request), diagnosis), /class="verdict warn"/)
})

test("the server's base string, laid beside ours", () => {
  const theirs = 'GET&http%3A%2F%2Fexample.com%2F&e%3D%26q%3Danother%2520value'
  const text = comparisonText(
    compareWithServer(use.request, JSON.stringify({ expected: theirs }).replaceAll('&', '\\u0026')),
  )
  assert.match(
    text,
    /differs in the base string URI \(it came in JSON\)\.\n {2}ours "https:\/\/example\.com\/", theirs "http:\/\/example\.com\/"[^]*\^ character 9[^]*No known deviation/,
  )
  const known = diagnose({
    ...use,
    signature: rightSignature(use),
    theirBaseString: diagnose({ ...use, signature: signWith([deviation('http-for-https')], use)! })
      .matches
      ? ''
      : theirsOf('http-for-https'),
  })
  assert.match(
    diagnosisText(known),
    /It comes out where the other side does this:[^]*http-for-https/,
  )
  assert.match(
    diagnosisPage(explain(use.request), known),
    /server&#39;s|server's base string differs/,
  )
  const same = diagnose({ ...use, signature: rightSignature(use), theirBaseString: theirsOf() })
  assert.match(diagnosisText(same), /The server's base string is the same as ours/)
})

function theirsOf(...names: string[]): string {
  const diagnosis = diagnose({ ...use, signature: signWith(names.map(deviation), use)! })
  return diagnosis.matches
    ? diagnosis.signatureBaseString!
    : diagnosis.findings[0]!.signatureBaseString!
}
