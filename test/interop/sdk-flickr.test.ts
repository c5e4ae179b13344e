// flickr-sdk, Flickr's own: a vendor who asks for OAuth 1.0a to this day. The session takes the place of its signer.
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createFlickr, FetchTransport, NullAuth } from 'flickr-sdk'
import { type Api, onlyCall, serveApi } from './sdk-api.ts'

const FLICKR = 'https://api.flickr.com'

/** The SDK has one host. It is signed for, and this machine answers in its place, as behind a proxy that ends TLS. */
function flickrOn(api: Api, { formsOnly = false } = {}): ReturnType<typeof createFlickr> {
  const session = api.session({
    fetch: (input, init) => fetch(String(input).replace(FLICKR, api.url), init),
  })
  const transport = new FetchTransport()
  transport.fetch = session.fetch
  if (formsOnly) transport.post = (url, params) => session.post(url, { form: params.entries() })
  return createFlickr(new NullAuth(), transport)
}

const serveFlickr = (t: TestContext, answer: object): Promise<Api> =>
  serveApi(t, (_, response) => void response.end(JSON.stringify(answer)), FLICKR)

test('flickr-sdk: a method that reads is signed for Flickr, with everything awkward in its query', async (t) => {
  const api = await serveFlickr(t, { stat: 'ok', photos: { total: 1 } })
  const { flickr } = flickrOn(api)
  const found = await flickr('flickr.photos.search', {
    text: "é ☃ ~*!'()",
    tags: 'a b,c+d',
    user_id: '12@N00',
  })
  assert.deepEqual(found, { stat: 'ok', photos: { total: 1 } })
  const { method, path, query } = onlyCall(api)
  assert.deepEqual([method, path], ['GET', '/services/rest'])
  assert.deepEqual(Object.fromEntries(query), {
    text: "é ☃ ~*!'()",
    tags: 'a b,c+d',
    user_id: '12@N00',
    method: 'flickr.photos.search',
    format: 'json',
    nojsoncallback: '1',
  })
})

test('flickr-sdk: a refusal by the API is the error of the SDK', async (t) => {
  const api = await serveFlickr(t, { stat: 'fail', code: 1, message: 'Photo not found' })
  const { flickr } = flickrOn(api)
  await assert.rejects(flickr('flickr.photos.getInfo', { photo_id: '0' }), {
    message: 'Photo not found',
  })
})

test('flickr-sdk: a method that writes goes out as multipart, which a signature does not cover', async (t) => {
  const api = await serveFlickr(t, { stat: 'ok' })
  const { flickr } = flickrOn(api)
  await flickr('flickr.photos.addTags', { photo_id: '7', tags: 'é' })
  const { method, form, type, body } = onlyCall(api)
  assert.deepEqual([method, form, type?.split(';')[0]], ['POST', [], 'multipart/form-data'])
  assert.match(body, /name="tags"\r\n\r\né\r\n/)
})

test('flickr-sdk: with a transport that sends forms, a method that writes is signed as Flickr wants it', async (t) => {
  const api = await serveFlickr(t, { stat: 'ok' })
  const { flickr } = flickrOn(api, { formsOnly: true })
  await flickr('flickr.photos.addTags', { photo_id: '7', tags: 'é b' })
  const { method, form } = onlyCall(api)
  assert.deepEqual([method, Object.fromEntries(form)['tags'], form.length], ['POST', 'é b', 5])
})
