// Excerpts of base strings and parameters contain no part of a secret.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  compareWithServer,
  comparisonText,
  diagnose,
  diagnosisText,
} from '../../src/diagnose/index.ts'
import { type DiagnoseCredentials, observeRequest, readBaseString } from '../../src/input/index.ts'
import { CATALOGUE } from '../../src/pipeline/index.ts'
import { runBaseString } from '../../src/pipeline/pipeline.ts'
import { formatForm } from '../../../src/signing/index.ts'
import { planWith, protocolOf, signWith } from './support.ts'

// Each piece is searched separately, ignoring case. Encoders disagree on the separators.
const PIECES = ['Kqzxj', 'Wvrtq', 'Ypnmk', 'Lcbdz', 'Jfhsx', 'Gtxqv', 'Xwvrj', 'Qezkw', 'Uzqjx']
const SEPARATORS = ['!', '*', '(', ')~', '+', 'é', '/', ' ']
const SECRET = PIECES.map((piece, index) => piece + (SEPARATORS[index] ?? '')).join('')
const credentials: DiagnoseCredentials = {
  consumerSecret: SECRET,
  tokenSecret: 'other-token-secret',
}

const FORM = 'application/x-www-form-urlencoded'
const post = (body: string): ReturnType<typeof observeRequest> =>
  observeRequest({
    method: 'POST',
    url: 'http://Example.com:80/a?x=1',
    body,
    headers: [['Content-Type', FORM]],
    protocol: protocolOf({ oauth_signature: 'AAAA' }),
  })
const REQUESTS = [
  // A secret name, a given secret under another name, and a secret after more than 100 other
  // characters.
  post(
    formatForm([
      ['x_auth_password', SECRET],
      ['z', '~ +é'],
    ]),
  ),
  post(
    formatForm([
      ['note', SECRET],
      ['z', '~ +é'],
    ]),
  ),
  post(formatForm([[`n${'n'.repeat(100)}`, `a ${SECRET}`]])),
]

function assertNoPiece(text: string, what: string): void {
  const found = PIECES.find((piece) => text.toLowerCase().includes(piece.toLowerCase()))
  assert.equal(found, undefined, `${what}: ${text}`)
}

test('a diagnosis contains no part of a secret', () => {
  let findings = 0
  for (const request of REQUESTS) {
    for (const deviation of CATALOGUE) {
      const signature = signWith([deviation], { request, credentials })
      if (signature === null) continue
      const diagnosis = diagnose({ request, credentials, signature, most: 1 })
      if (!diagnosis.matches) findings += diagnosis.findings.length
      assertNoPiece(JSON.stringify(diagnosis), deviation.name)
      assertNoPiece(diagnosisText(diagnosis), deviation.name)
    }
  }
  assert.ok(findings > 100, `${findings} findings`)
})

/** Some deviations produce a text that is not a base string. */
function isReadable(theirs: string): boolean {
  try {
    readBaseString(theirs)
    return true
  } catch {
    return false
  }
}

test('a comparison with the base string of a server contains no part of a secret', () => {
  let compared = 0
  for (const request of REQUESTS.slice(0, 2)) {
    for (const deviation of CATALOGUE) {
      const plan = planWith([deviation], { request, credentials })
      if (plan === null) continue
      const theirs = runBaseString(plan, request)
      if (!isReadable(theirs)) continue
      compared++
      const comparison = diagnose({
        request,
        credentials,
        signature: 'AAAA',
        theirBaseString: theirs,
        most: 1,
      }).comparison
      assertNoPiece(JSON.stringify(comparison), deviation.name)
      if (request !== REQUESTS[0]) continue
      assertNoPiece(comparisonText(compareWithServer(request, theirs)), deviation.name)
    }
  }
  assert.ok(compared > 100, `${compared} comparisons`)
})
