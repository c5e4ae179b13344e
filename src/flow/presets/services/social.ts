/** Social networks and blogs. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, SCRIBEJAVA, UNCHECKED } from './sources.ts'

export const x: Preset = {
  name: 'x',
  title: 'X (Twitter)',
  status: 'alive',
  note: 'the callback URL is registered; requestTokenParams take x_auth_access_type (read or write)',
  variables: [],
  apiUrl: 'https://api.x.com/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.x.com/oauth/request_token',
    // The other URL, oauth/authenticate, does not support a PIN.
    authorizeUrl: 'https://api.x.com/oauth/authorize',
    accessTokenUrl: 'https://api.x.com/oauth/access_token',
    revokeUrl: 'https://api.x.com/1.1/oauth/invalidate_token',
  },
  facts: [
    { fact: 'the three URLs, also under api.twitter.com', ...DOCUMENTED },
    { fact: 'oob only works with oauth/authorize', ...DOCUMENTED },
    { fact: 'the callback is never on the authorize URL, and nonces are ASCII', ...DOCUMENTED },
    { fact: 'x_auth_access_type is a parameter of the request-token call', ...GRANT },
    { fact: 'POST 1.1/oauth/invalidate_token revokes the token that signs it', ...DOCUMENTED },
    { fact: 'bodies of JSON and multipart are not signed', ...UNCHECKED },
  ],
}

export const tumblr: Preset = {
  name: 'tumblr',
  title: 'Tumblr',
  status: 'alive',
  note: null,
  variables: [],
  apiUrl: 'https://api.tumblr.com/v2/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.tumblr.com/oauth/request_token',
    authorizeUrl: 'https://www.tumblr.com/oauth/authorize',
    accessTokenUrl: 'https://www.tumblr.com/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs', ...GRANT },
    { fact: 'the same three URLs, with HMAC-SHA1 and POST', ...SCRIBEJAVA },
    { fact: 'the API is at https://api.tumblr.com/v2/', ...UNCHECKED },
  ],
}

export const plurk: Preset = {
  name: 'plurk',
  title: 'Plurk',
  status: 'alive',
  note: null,
  variables: [],
  apiUrl: 'https://www.plurk.com/APP/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.plurk.com/OAuth/request_token',
    authorizeUrl: 'https://www.plurk.com/OAuth/authorize',
    accessTokenUrl: 'https://www.plurk.com/OAuth/access_token',
  },
  facts: [
    { fact: 'the three URLs', ...GRANT },
    { fact: 'it is alive, and its API is at https://www.plurk.com/APP/', ...UNCHECKED },
  ],
}
