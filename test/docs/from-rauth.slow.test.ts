// docs/from-rauth.md: its TypeScript examples run, and the code in its countersign columns
// compiles.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as client from '../../src/client/index.ts'
import * as flow from '../../src/flow/index.ts'
import * as signing from '../../src/signing/index.ts'
import { compile } from './compile.ts'
import { codeInColumn, examplesOf } from './markdown.ts'
import { openPlace, runTypescript } from './program.ts'

const root = new URL('../../', import.meta.url)
const document = readFileSync(new URL('docs/from-rauth.md', root), 'utf8')
const ours = examplesOf(document).filter(({ language }) => language === 'ts')

test('each of the four libraries has examples', () => {
  for (const library of ['rauth', 'oauth-1.0a', 'oauth', 'requests-oauthlib']) {
    assert.ok(ours.filter(({ name }) => name.startsWith(`From ${library},`)).length >= 2, library)
  }
})

for (const { name, code } of ours) {
  test(`the example runs: ${name}`, async (t) => {
    const printed = JSON.parse(await runTypescript(t, code, await openPlace(t))) as Record<
      string,
      unknown
    >
    assert.ok(printed['master'] ?? printed['consumerKey'], 'the branches, or the echo')
  })
}

test('its links lead to files that exist', () => {
  const links = [...document.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = '']) => link)
  assert.ok(links.length > 2)
  for (const link of links) assert.ok(existsSync(new URL(link, new URL('docs/', root))), link)
})

/** The declarations for the code in the tables. */
const GIVEN = `
import type * as countersign from 'countersign'
import * as client from 'countersign/client'
import * as flow from 'countersign/flow'
import * as signing from 'countersign/signing'
const { ${Object.keys(client).join(', ')} } = client
const { ${Object.keys(flow).join(', ')} } = flow
const { ${Object.keys(signing).join(', ')} } = signing

declare const service: countersign.OAuth1Service, session: countersign.OAuth1Session, signer: countersign.Signer
declare const options: countersign.ServiceOptions, keys: countersign.SigningOptions, request: countersign.RequestToSign
declare const requestToken: countersign.RequestToken, params: client.ParametersInput
declare const signatureMethod: countersign.SignatureMethodName, pending: flow.PendingLogin
declare const signal: AbortSignal, response: Response, stream: ReadableStream, myFetch: typeof fetch
declare const method: string, url: string, baseUrl: string, callback: string, callbackUrl: string, verifier: string
declare const consumerKey: string, consumerSecret: string, token: string, tokenSecret: string, pem: string
declare const mySignature: (baseString: string) => string, report: (...facts: unknown[]) => void

type Options = Partial<countersign.ServiceOptions> & Partial<countersign.SessionOptions> & countersign.RequestOptions
`

/** A piece of code as a statement: an option, a clause, a declaration or an expression. */
function statement(code: string): string {
  if (/^\w+: /.test(code)) return `({ ${code} }) satisfies Options`
  if (code.startsWith('catch ')) return `try { await session.get(url) } ${code}`
  return code.startsWith('const ') ? `{ ${code} }` : `void (${code})`
}

test('the code in the countersign columns compiles', (t) => {
  const pieces = codeInColumn(document, 'countersign')
  assert.ok(pieces.length > 100)
  assert.equal(compile(t, `${GIVEN}\n${pieces.map(statement).join('\n;')}\n`), '')
})

test('code with an unknown name does not compile', (t) => {
  const wrong = ['service.getToken()', 'colour: 1', 'session.colour', 'parseForms("a=1")']
  assert.equal(
    compile(t, `${GIVEN}\n${wrong.map(statement).join('\n;')}\n`).match(/error TS/g)?.length,
    wrong.length,
  )
})
