// The text of a diagnosis and of a comparison.
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

test('prints one mistake with verdict, rule, place, implementations, fix and the base strings', () => {
  const text = textFor('plus-not-decoded')
  assert.match(
    text,
    /^The signature is wrong\. One mistake explains it exactly\.\n\nThe signer reads \+ as a plus/,
  )
  assert.match(
    text,
    /rule {4}In a query and in a form, \+ and %20 mean a space.* RFC 5849\n {10}§3\.4\.1\.3\.1\n {2}here {4}"q=ai\+music" in the query is signed as "q=ai%2Bmusic"/,
  )
  assert.match(
    text,
    /seen {4}in ddo\/oauth-1\.0a[^]*shown {3}by vectors request-parameters-query\/space-as-plus[^]*fix {5}Decode \+ to a space/,
  )
  const [correct = '', signed = '', caret = ''] = text
    .split('\n')
    .slice(text.split('\n').findIndex((line) => line.startsWith('  correct')))
  const column = caret.indexOf('^')
  assert.ok(
    correct[column] !== signed[column] && correct.slice(11, column) === signed.slice(11, column),
    text,
  )
  assert.match(text, /Other explanations of this signature\n {2}- does not decode values/)
})

test('numbers several mistakes', () => {
  assert.match(
    textFor('plus-not-decoded', 'default-port-added'),
    /Two mistakes together[^]*1\. The signer[^]*2\. The signer/,
  )
  assert.match(
    textFor('plus-not-decoded', 'default-port-added', 'secrets-swapped'),
    /Three mistakes together[^]*3\. The signer swaps/,
  )
})

test('prints what a correct signature rules out and the possible causes', () => {
  assert.match(
    diagnosisText(diagnose({ ...use, signature: rightSignature(use) })),
    /^The signature is correct\.\n\nThis rules out\n {2}- the secrets[^]*Possible causes\n[^]*the nonce[^]*permission/,
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
    /§3\.4\.4[^]*require a token/,
  )
})

test('prints what was tried and what would help for an unexplained signature', () => {
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
    /no known mistake explains it exactly[^]*Tried: \d+ deviations, alone and in combinations of up to 2[^]*Only exact matches[^]*Information that would help/,
  )
})

test('a deviation on which RFC 5849 is silent is not called a mistake', () => {
  const open = {
    request: observe({ url: 'https://example.com/?a=1&&b=2' }),
    credentials: ODD_CREDENTIALS,
  }
  const diagnosis = diagnose({
    ...open,
    signature: signWith([deviation('empty-segment-signed')], open)!,
  })
  assert.match(diagnosisText(diagnosis), /where RFC 5849 is silent[^]*silent on\s+this point/)
  assert.match(diagnosisPage(explain(open.request), diagnosis), /class="verdict warn"/)
})

test("prints the server's base string next to the computed one", () => {
  const theirs = 'GET&http%3A%2F%2Fexample.com%2F&e%3D%26q%3Danother%2520value'
  const text = comparisonText(
    compareWithServer(use.request, JSON.stringify({ expected: theirs }).replaceAll('&', '\\u0026')),
  )
  assert.match(
    text,
    /differs in the base string URI \(found in JSON\)\.\n {2}computed "https:\/\/example\.com\/", server "http:\/\/example\.com\/"[^]*\^ character 9[^]*No known deviation/,
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
    /This explains it exactly:\s+The server signs[^]*http-for-https/,
  )
  assert.match(
    diagnosisPage(explain(use.request), known),
    /server&#39;s|server's base string differs/,
  )
  const same = diagnose({ ...use, signature: rightSignature(use), theirBaseString: theirsOf() })
  assert.match(diagnosisText(same), /The server's base string is identical to the computed one/)
})

function theirsOf(...names: string[]): string {
  const diagnosis = diagnose({ ...use, signature: signWith(names.map(deviation), use)! })
  return diagnosis.matches
    ? diagnosis.signatureBaseString!
    : diagnosis.findings[0]!.signatureBaseString!
}
