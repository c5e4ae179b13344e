import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCallback } from '../../../src/flow/index.ts'
import { buildAuthorizeUrl } from '../../../src/flow/login/authorization.ts'
import { refusal } from '../../client/support.ts'

const STRAY = { kind: 'stray' }
const read = (query: string, verifierRequired = true): unknown =>
  readCallback(query, 'T', verifierRequired)

test('the authorize URL has the token, then the parameters, after its query and before its fragment', () => {
  // The token of RFC 5849 §1.2 and §2.2.
  assert.equal(
    buildAuthorizeUrl('https://server.example.com/authorize_access', 'hdk48Djdsa', []),
    'https://server.example.com/authorize_access?oauth_token=hdk48Djdsa',
  )
  assert.equal(
    buildAuthorizeUrl('https://h/a?x=1#f', 'a b&c', { scope: 'read,write', e: '' }),
    'https://h/a?x=1&oauth_token=a%20b%26c&scope=read%2Cwrite&e=#f',
  )
  assert.equal(
    buildAuthorizeUrl('https://wiki.example/w/index.php?title=Special:OAuth/authorize', 't', [
      ['oauth_consumer_key', 'k'],
    ]),
    'https://wiki.example/w/index.php?title=Special:OAuth/authorize&oauth_token=t&oauth_consumer_key=k',
  )
})

test('the authorize URL is serialized, so that all programs parse it alike', () => {
  assert.equal(
    buildAuthorizeUrl('HTTPS://H/a "b`<é', 't', []),
    'https://h/a%20%22b%60%3C%C3%A9?oauth_token=t',
  )
})

test('the caller cannot add a token to the authorize URL', () => {
  assert.throws(
    () => buildAuthorizeUrl('https://h/', 't', { oauth_token: 'x' }),
    refusal('reserved-parameter'),
  )
})

test('a callback with the pending token and a verifier is an approval', () => {
  assert.deepEqual(read('oauth_token=T&oauth_verifier=V'), { kind: 'approved', verifier: 'V' })
  assert.deepEqual(read('state=1&oauth_verifier=a%2Bb+c&oauth_token=T&error='), {
    kind: 'approved',
    verifier: 'a+b c',
  })
})

test('a callback with another token, or without a token, is a stray', () => {
  for (const query of [
    '',
    'oauth_verifier=V',
    'oauth_token=&oauth_verifier=V',
    'oauth_token=t&oauth_verifier=V',
    'oauth_token=TT&oauth_verifier=V',
    'oauth_token=%E9&oauth_verifier=V',
  ]) {
    assert.deepEqual(read(query), STRAY, query)
    assert.deepEqual(read(query, false), STRAY, query)
  }
})

test('a callback in which a name occurs twice is a stray', () => {
  for (const query of [
    'oauth_token=T&oauth_token=T&oauth_verifier=V',
    'oauth_token=T&oauth_token=U&oauth_verifier=V',
    'oauth_token=T&oauth_verifier=V&oauth_verifier=W',
    'oauth_token=T&oauth_problem=a&oauth_problem=b',
    'oauth_token=T&oauth%5Ftoken=U&oauth_verifier=V',
    'denied=T&denied=T',
    'error=a&error=b',
  ])
    assert.deepEqual(read(query), STRAY, query)
})

test('every form of denial that real servers send is a denial, with or without the token', () => {
  const denied = (reason: string, isNamed = true): object => ({ kind: 'denied', reason, isNamed })
  assert.deepEqual(read('oauth_token=T&oauth_problem=user_refused'), denied('user_refused'))
  assert.deepEqual(read('oauth_problem=user_refused'), denied('user_refused', false))
  assert.deepEqual(read('error=access_denied'), denied('access_denied', false))
  assert.deepEqual(read('oauth_token=T&oauth_verifier='), denied('no verifier'))
  assert.deepEqual(read('denied=T'), denied('denied'))
  assert.deepEqual(read('oauth_token=T&denied=1'), denied('denied'))
  assert.deepEqual(
    read('oauth_token=T&oauth_problem=&error=access_denied'),
    denied('access_denied'),
  )
  assert.deepEqual(
    read('oauth_token=T&oauth_verifier=V&oauth_problem=user_refused'),
    denied('user_refused'),
  )
})

test('a denial of another token is a stray', () => {
  for (const query of [
    'oauth_token=U&oauth_problem=user_refused',
    'oauth_token=U&error=x',
    'denied=U',
    'denied=',
    'denied=U&error=x',
    'oauth_token=U&denied=T',
    'oauth_problem=',
  ]) {
    assert.deepEqual(read(query), STRAY, query)
  }
})

test('without a verifier there is no approval, except if none is required', () => {
  assert.deepEqual(read('oauth_token=T'), { kind: 'denied', reason: 'no verifier', isNamed: true })
  assert.deepEqual(read('oauth_token=T', false), { kind: 'approved', verifier: null })
  assert.deepEqual(read('oauth_token=T&oauth_verifier=', false), {
    kind: 'approved',
    verifier: null,
  })
  assert.deepEqual(read('oauth_token=T&oauth_verifier=V', false), {
    kind: 'approved',
    verifier: 'V',
  })
})
