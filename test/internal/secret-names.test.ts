import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSecretName } from '../../src/internal/index.ts'

const SECRET = [
  'oauth_verifier',
  'oauth_token_secret',
  'oauth_session_handle',
  'oauth_consumer_secret',
  'x_auth_password',
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'client_secret',
  'clientSecret',
  'consumerSecret',
  'api_key',
  'apiKey',
  'X-Api-Key',
  'apikey',
  'private_key',
  'privateKey',
  'secret_access_key',
  'auth_key',
  'access_token',
  'accessToken',
  'refresh_token',
  'id_token',
  'auth_token',
  'X-Auth-Token',
  'csrf_token',
  'bearerToken',
  'token',
  'api_token',
  'user_token',
  'device-token',
  'signing_key',
  'encryptionKey',
  'master_key',
  'session_handle',
  'sessionHandle',
  'session_id',
  'sessionid',
  'sessionKey',
  'JSESSIONID',
  'code_verifier',
  'verifier',
  'client_assertion',
  'otp',
  'user[password]',
  'password[]',
  'password[0]',
  'pass',
  'auth-pass',
  'Cookie',
  'Set-Cookie',
  'Proxy-Authorization',
]
const PUBLIC = [
  '',
  'oauth_token',
  'oauth_consumer_key',
  'consumer_key',
  'consumerKey',
  'oauth_nonce',
  'oauth_timestamp',
  'oauth_signature',
  'oauth_callback',
  'oauth_callback_confirmed',
  'oauth_version',
  'screen_name',
  'user_id',
  'secretary',
  'password_hint',
  'bypass',
  'passage',
  'cookie_policy',
  'authorization',
  'token_type',
  'keys',
  'key',
  'page_token',
  'sessions',
  'scope',
  'x_auth_username',
  'x_auth_mode',
  'valid_token',
  'adopt',
]

test('recognises secret names by their endings, in any case of letters', () => {
  for (const name of SECRET) {
    for (const spelled of [name, name.toUpperCase()])
      assert.equal(isSecretName(spelled), true, spelled)
  }
  for (const name of PUBLIC) assert.equal(isSecretName(name), false, name)
})

test('compares names decoded, at any depth of encoding', () => {
  for (const name of [
    'oauth%5Fverifier',
    'oauth%5fverifier',
    'oauth%255Fverifier',
    '%6Fauth_verifier',
    'user%5Bpassword%5D',
    'pass\\u0077ord',
    'api&#95;key',
    'api%5Fkey',
  ]) {
    assert.equal(isSecretName(name), true, name)
  }
})

test('the length of a name does not matter for the time', { timeout: 30_000 }, () => {
  assert.equal(isSecretName(`${'a'.repeat(10_000_000)}_password`), true)
  assert.equal(isSecretName('session'.repeat(1_000_000)), false)
})
