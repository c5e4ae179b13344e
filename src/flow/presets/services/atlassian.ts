/** Atlassian's products, and the former API 1.0 of Bitbucket. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, SCRIBEJAVA, UNCHECKED } from './sources.ts'

const DATA_CENTER = {
  status: 'legacy',
  note: 'needs an application link with your public key; the product supports OAuth 2.0 too',
  variables: [
    {
      name: 'site',
      meaning: 'the URL of the product',
      example: 'https://jira.example.com',
      kind: 'site',
    },
  ],
  apiUrl: '{site}/rest/',
  legs: 'three',
  settings: {
    requestTokenUrl: '{site}/plugins/servlet/oauth/request-token',
    authorizeUrl: '{site}/plugins/servlet/oauth/authorize',
    accessTokenUrl: '{site}/plugins/servlet/oauth/access-token',
    signatureMethod: 'RSA-SHA1',
  },
  facts: [
    { fact: 'the three URLs', ...DOCUMENTED },
    { fact: 'the method is RSA-SHA1, with a key pair for each client', ...DOCUMENTED },
    { fact: 'the access-token call needs the verifier', ...DOCUMENTED },
    {
      fact: 'with xoauth_requestor_id or user_id a client can act for a user without a login',
      ...UNCHECKED,
    },
  ],
} as const

export const jira: Preset = { ...DATA_CENTER, name: 'jira', title: 'Jira Data Center' }
export const confluence: Preset = {
  ...DATA_CENTER,
  name: 'confluence',
  title: 'Confluence Data Center',
}
export const bitbucketDataCenter: Preset = {
  ...DATA_CENTER,
  name: 'bitbucket-data-center',
  title: 'Bitbucket Data Center',
}

export const bitbucket: Preset = {
  name: 'bitbucket',
  title: 'Bitbucket Cloud, API 1.0',
  status: 'gone',
  note: 'use OAuth 2.0 with API 2.0, where the grant urn:bitbucket:oauth1:access_token swaps old tokens',
  variables: [],
  apiUrl: 'https://api.bitbucket.org/1.0/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://bitbucket.org/api/1.0/oauth/request_token',
    authorizeUrl: 'https://bitbucket.org/api/1.0/oauth/authenticate',
    accessTokenUrl: 'https://bitbucket.org/api/1.0/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs; an older page has them with a slash at their end', ...DOCUMENTED },
    { fact: 'the methods are HMAC-SHA1 and PLAINTEXT', ...DOCUMENTED },
    {
      fact: 'oauth_callback is required, both calls are POST, and timestamps never go back',
      ...DOCUMENTED,
    },
    { fact: 'only OAuth 2.0 is left, with a grant that swaps tokens', ...DOCUMENTED },
    { fact: 'API 1.0 ended in 2019', ...UNCHECKED },
    { fact: 'the API was at https://api.bitbucket.org/1.0/', ...UNCHECKED },
  ],
}

export const trello: Preset = {
  name: 'trello',
  title: 'Trello',
  status: 'alive',
  note: 'authorizeParams take name, scope (read,write,account) and expiration (1hour, 1day, 30days, never)',
  variables: [],
  apiUrl: 'https://api.trello.com/1/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://trello.com/1/OAuthGetRequestToken',
    authorizeUrl: 'https://trello.com/1/OAuthAuthorizeToken',
    accessTokenUrl: 'https://trello.com/1/OAuthGetAccessToken',
  },
  facts: [
    { fact: 'the three URLs', ...DOCUMENTED, date: '2025-06' },
    { fact: 'the same three URLs', ...SCRIBEJAVA },
    { fact: 'the same three URLs', ...GRANT },
    {
      fact: 'name, scope and expiration are on the authorize URL, unsigned; expiration defaults to 30days',
      ...DOCUMENTED,
      date: '2025-06',
    },
    { fact: 'the API is at https://api.trello.com/1/', ...UNCHECKED },
  ],
}
