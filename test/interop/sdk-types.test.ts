// A session's `fetch` against the types that the SDKs themselves declare, by the compiler.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { compile } from '../docs/compile.ts'

const packages = fileURLToPath(new URL('node_modules', import.meta.url))

const program = (fetch: string): string => `
import { Bitbucket } from 'bitbucket'
import { OAuth1Session } from 'countersign'
import { FetchTransport } from 'flickr-sdk'
import ky from 'ky'
import createClient from 'openapi-fetch'

const session = new OAuth1Session({ consumerKey: 'key', consumerSecret: 'secret' })
const fetch = ${fetch}
export const bitbucket = new Bitbucket({ request: { fetch } })
export const client = createClient<{ '/a': { get: { responses: { 200: { content: never } } } } }>({ fetch })
export const retrying = ky.create({ fetch })
new FetchTransport().fetch = fetch
`

test("the types of every SDK take a session's fetch", (t) => {
  assert.equal(compile(t, program('session.fetch'), packages), '')
})

test('and they would refuse what is no fetch', (t) => {
  const said = compile(t, program('session.get("a")'), packages)
  assert.equal(said.match(/error TS/g)?.length, 4, said)
})
