/** Collections of records, references, notes, patterns and knowledge. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, SCRIBEJAVA, SOCIAL_CORE, UNCHECKED } from './sources.ts'

export const discogs: Preset = {
  name: 'discogs',
  title: 'Discogs',
  status: 'alive',
  note: null,
  variables: [
    {
      name: 'application',
      kind: 'text',
      meaning: 'a User-Agent that is unique to your program',
      example: 'MyApp/1.0 +https://example.com',
    },
  ],
  apiUrl: 'https://api.discogs.com/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.discogs.com/oauth/request_token',
    authorizeUrl: 'https://www.discogs.com/oauth/authorize',
    accessTokenUrl: 'https://api.discogs.com/oauth/access_token',
    requestTokenMethod: 'GET',
    signatureMethod: 'PLAINTEXT',
    headers: { 'User-Agent': '{application}' },
  },
  facts: [
    { fact: 'the three URLs, with discogs.com in place of www.discogs.com', ...GRANT },
    { fact: 'every call has a User-Agent of its own', ...DOCUMENTED },
    { fact: 'the method is PLAINTEXT', ...DOCUMENTED },
    {
      fact: 'GET for the request token, POST for the access token; HMAC-SHA1 works too',
      ...UNCHECKED,
    },
  ],
}

export const zotero: Preset = {
  name: 'zotero',
  title: 'Zotero',
  status: 'alive',
  note: 'the access token is the API key: send it as the header Zotero-API-Key, unsigned',
  variables: [],
  apiUrl: 'https://api.zotero.org/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.zotero.org/oauth/request',
    authorizeUrl: 'https://www.zotero.org/oauth/authorize',
    accessTokenUrl: 'https://www.zotero.org/oauth/access',
  },
  facts: [
    { fact: 'the three URLs', ...DOCUMENTED },
    {
      fact: 'the authorize URL takes name, library_access, notes_access, write_access',
      ...DOCUMENTED,
    },
    { fact: 'the authorize URL takes all_groups and identity', ...DOCUMENTED },
    { fact: 'the token is the API key, and userID and username come with it', ...DOCUMENTED },
    { fact: 'later calls are not signed', ...DOCUMENTED },
    { fact: 'the API is at https://api.zotero.org/', ...UNCHECKED },
  ],
}

export const evernote: Preset = {
  name: 'evernote',
  title: 'Evernote',
  status: 'alive',
  note: 'the token secret is empty; the reply has edam_noteStoreUrl and edam_expires among its fields',
  variables: [],
  apiUrl: null,
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.evernote.com/oauth',
    authorizeUrl: 'https://www.evernote.com/OAuth.action',
    accessTokenUrl: 'https://www.evernote.com/oauth',
    requestTokenMethod: 'GET',
    accessTokenMethod: 'GET',
  },
  facts: [
    { fact: 'one URL for both calls', ...GRANT },
    { fact: 'both calls are GET', ...SOCIAL_CORE },
    { fact: 'it is alive, and takes PLAINTEXT too', ...UNCHECKED },
  ],
}

export const ravelry: Preset = {
  name: 'ravelry',
  title: 'Ravelry',
  status: 'alive',
  note: 'authorizeParams take scope, with spaces between',
  variables: [],
  apiUrl: 'https://api.ravelry.com/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.ravelry.com/oauth/request_token',
    authorizeUrl: 'https://www.ravelry.com/oauth/authorize',
    accessTokenUrl: 'https://www.ravelry.com/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs, and scope on the authorize URL', ...GRANT },
    { fact: 'it is alive, and its API is at https://api.ravelry.com/', ...UNCHECKED },
  ],
}

export const mediawiki: Preset = {
  name: 'mediawiki',
  title: 'MediaWiki and Wikimedia',
  status: 'alive',
  note: 'if your registration accepts any callback, set callbackMode to request',
  variables: [
    {
      name: 'site',
      kind: 'site',
      meaning: 'the URL of the script folder of the wiki',
      example: 'https://meta.wikimedia.org/w',
    },
  ],
  apiUrl: '{site}/',
  legs: 'three',
  settings: {
    requestTokenUrl: '{site}/index.php?title=Special:OAuth/initiate',
    authorizeUrl: '{site}/index.php?title=Special:OAuth/authorize',
    accessTokenUrl: '{site}/index.php?title=Special:OAuth/token',
    callbackMode: 'oob',
    authorizeConsumerKeyName: 'oauth_consumer_key',
  },
  facts: [
    { fact: 'the three URLs have a query, which is signed', ...SOCIAL_CORE },
    { fact: 'the three URLs, with HMAC-SHA1', ...SCRIBEJAVA },
    { fact: 'refusals have status 200 and begin with Error', ...SOCIAL_CORE },
    { fact: 'the callback is fixed at the registration, and oob is sent', ...SOCIAL_CORE },
    {
      fact: 'the authorize URL has the consumer key; Special:OAuth/identify gives a JWT',
      ...UNCHECKED,
    },
  ],
}
