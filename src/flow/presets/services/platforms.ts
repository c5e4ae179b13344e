/** Platforms, and software that is installed on a server of its own. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, SEEN, UNCHECKED } from './sources.ts'

export const wordpress: Preset = {
  name: 'wordpress',
  title: 'WordPress with the OAuth1 plugin',
  status: 'legacy',
  note: 'the site lists its URLs at /wp-json, under authentication.oauth1; full callback URLs are registered',
  variables: [
    {
      name: 'site',
      meaning: 'the WordPress site',
      example: 'https://blog.example.com',
      kind: 'site',
    },
  ],
  apiUrl: '{site}/wp-json/',
  legs: 'three',
  settings: {
    requestTokenUrl: '{site}/oauth1/request',
    authorizeUrl: '{site}/oauth1/authorize',
    accessTokenUrl: '{site}/oauth1/access',
  },
  facts: [
    { fact: 'the URLs are found at /wp-json, and are typically these', ...DOCUMENTED },
    { fact: 'the only method is HMAC-SHA1; header, query or form, and not JSON', ...DOCUMENTED },
    { fact: 'the callback is the registered one, without a longer path', ...DOCUMENTED },
    { fact: 'plugin 0.4.4 was tested up to WordPress 6.6', ...DOCUMENTED },
  ],
}

export const keystone: Preset = {
  name: 'keystone',
  title: 'OpenStack keystone',
  status: 'alive',
  note: 'the user approves the token with a call of the identity API, and gives you the verifier',
  variables: [
    {
      name: 'site',
      meaning: 'the identity service',
      example: 'https://keystone.example.com:5000',
      kind: 'site',
    },
    { name: 'project', meaning: 'the ID of the project', example: 'b9fca3', kind: 'text' },
  ],
  apiUrl: '{site}/v3/',
  legs: 'two',
  settings: {
    requestTokenUrl: '{site}/v3/OS-OAUTH1/request_token',
    accessTokenUrl: '{site}/v3/OS-OAUTH1/access_token',
    requireCallbackConfirmed: false,
    callbackMode: 'oob',
    headers: { 'Requested-Project-Id': '{project}' },
  },
  facts: [
    { fact: 'the two URLs, the header Requested-Project-Id, status 201', ...SEEN },
    { fact: 'its reply does not confirm the callback', ...SEEN },
    { fact: 'the methods are HMAC-SHA1, HMAC-SHA256 and PLAINTEXT', ...SEEN },
  ],
}

export const lti: Preset = {
  name: 'lti',
  title: 'LTI 1.1, as in Canvas and Moodle',
  status: 'legacy',
  note: 'LTI 1.3 replaces it; a launch has oauth_callback=about:blank, and Outcomes a body hash in the header',
  variables: [],
  apiUrl: null,
  legs: 'none',
  settings: { transmission: 'body' },
  facts: [
    {
      fact: 'a launch is a form that the browser posts, with the parameters in its body',
      ...DOCUMENTED,
    },
    { fact: 'Outcomes are XML, with the SHA-1 of the body as oauth_body_hash', ...DOCUMENTED },
  ],
}

export const launchpad: Preset = {
  name: 'launchpad',
  title: 'Launchpad',
  status: 'alive',
  note: 'no verifier, so a login can be hijacked: only approve your own; authorizeParams take allow_permission',
  variables: [],
  apiUrl: 'https://api.launchpad.net/1.0/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://launchpad.net/+request-token',
    authorizeUrl: 'https://launchpad.net/+authorize-token',
    accessTokenUrl: 'https://launchpad.net/+access-token',
    signatureMethod: 'PLAINTEXT',
    consumerSecret: '',
    callbackMode: 'authorize',
    requireVerifier: false,
  },
  facts: [
    {
      fact: 'the first URL; the method is PLAINTEXT, with an empty consumer secret',
      ...DOCUMENTED,
    },
    { fact: 'a consumer key is registered when it is first used', ...DOCUMENTED },
    { fact: 'the other URLs; oauth_callback on the authorize URL; no verifier', ...UNCHECKED },
    { fact: 'replies are JSON where the client asks for it', ...UNCHECKED },
    { fact: 'the API is at https://api.launchpad.net/1.0/', ...UNCHECKED },
  ],
}
