// Redirects of 4,320 kinds: only the origins that are listed are called, and they get no secret and no header of the caller.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OAuth1Session, type RequestOptions } from '../../../src/client/index.ts'
import { CountersignError } from '../../../src/signing/index.ts'
import { assertHidden, KEYS, type RawServer, serve } from '../support.ts'

const CODES = [301, 302, 303, 307, 308]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const TRANSMISSIONS = ['header', 'query', 'body'] as const
const BODIES: readonly RequestOptions[] = [{}, { form: { a: '1' } }, { json: { a: 1 } }]
/** How many hops within its origin come before the one that counts. */
const HOPS = [0, 1]
const TARGETS = ['same', 'listed', 'port', 'host'] as const
/** The credentials of the caller, which are for the origin of the request alone. */
const OWN = { Cookie: 'planted', 'X-Api-Key': 'planted' }

for (const signatureMethod of ['HMAC-SHA1', 'PLAINTEXT'] as const) {
  test(`no redirect shows credentials to another origin: ${signatureMethod}`, async (t) => {
    const [listed, unlisted] = [await serve(t), await serve(t)]
    const server = await redirecting(t)
    const locations = {
      same: `${server.origin}/end`,
      listed: `${listed.origin}/end`,
      port: `${unlisted.origin}/end`,
      host: `${unlisted.origin.replace('127.0.0.1', 'localhost')}/end`,
    }
    let cases = 0
    const codes = new Set<string>()
    for (const transmission of TRANSMISSIONS) {
      const session = new OAuth1Session({
        ...KEYS,
        signatureMethod,
        transmission,
        exposePlaintextSecrets: true,
        retry: false,
        followRedirects: [listed.origin],
      })
      for (const method of METHODS)
        for (const body of BODIES)
          for (const code of CODES)
            for (const hops of HOPS)
              for (const target of TARGETS) {
                const path = `/${code}/${hops}?to=${encodeURIComponent(locations[target])}`
                const call = session.request(method, `${server.origin}${path}`, {
                  ...body,
                  headers: OWN,
                })
                await call.catch((error: unknown) => {
                  assert.ok(error instanceof CountersignError, String(error))
                  codes.add(error.code)
                })
                cases++
              }
    }
    assert.equal(cases, 2160)
    assert.equal(unlisted.received.length, 0, 'an origin that is not listed is never called')
    assert.ok(server.received.length >= cases / 2)
    for (const request of listed.received) {
      assertHidden(request, ['planted', KEYS.consumerSecret, KEYS.tokenSecret])
    }
    const isPlaintext = signatureMethod === 'PLAINTEXT'
    assert.equal(listed.received.length > 0, !isPlaintext)
    assert.deepEqual(
      [...codes].sort(),
      [
        // A GET or HEAD with a body, and one whose body would have to carry parameters.
        ...['invalid-body', 'invalid-transmission', 'redirect-cross-origin'],
        isPlaintext ? 'redirect-plaintext' : 'redirect-form',
      ].sort(),
    )
  })
}

/** `/302/1?to=URL` leads to itself with one hop less, and `/302/0?to=URL` to the URL. */
async function redirecting(t: Parameters<typeof serve>[0]): Promise<RawServer> {
  return serve(t, ({ target }, response) => {
    const [, code = '', hops = ''] = /^\/(3\d\d)\/(\d)/.exec(target) ?? []
    if (code === '') return response.end('arrived')
    const to = new URL(target, 'http://h').searchParams.get('to')!
    const next = `/${code}/${Number(hops) - 1}?to=${encodeURIComponent(to)}`
    return response.writeHead(Number(code), { Location: hops === '0' ? to : next }).end('moved')
  })
}
