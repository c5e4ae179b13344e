/** Services for photographs. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, ISSUE, SCRIBEJAVA, UNCHECKED } from './sources.ts'

export const flickr: Preset = {
  name: 'flickr',
  title: 'Flickr',
  status: 'alive',
  note: 'authorizeParams take perms (read, write, delete)',
  variables: [],
  apiUrl: 'https://www.flickr.com/services/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.flickr.com/services/oauth/request_token',
    authorizeUrl: 'https://www.flickr.com/services/oauth/authorize',
    accessTokenUrl: 'https://www.flickr.com/services/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs, and perms on the authorize URL', ...GRANT },
    { fact: 'the same three URLs', ...SCRIBEJAVA },
    {
      fact: 'an upload signs all its fields but the photo; the API is at /services/rest',
      ...UNCHECKED,
    },
  ],
}

export const smugmug: Preset = {
  name: 'smugmug',
  title: 'SmugMug',
  status: 'alive',
  note: 'authorizeParams take Access (Full, Public) and Permissions (Read, Add, Modify); a PIN has six digits',
  variables: [],
  apiUrl: 'https://api.smugmug.com/api/v2/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.smugmug.com/services/oauth/1.0a/getRequestToken',
    authorizeUrl: 'https://api.smugmug.com/services/oauth/1.0a/authorize',
    accessTokenUrl: 'https://api.smugmug.com/services/oauth/1.0a/getAccessToken',
    problemField: 'Message',
  },
  facts: [
    { fact: 'the three URLs', ...GRANT },
    { fact: 'oob gives a code of six digits', ...DOCUMENTED },
    { fact: 'the API puts its oauth_problem into the Message of its JSON', ...ISSUE },
    {
      fact: 'Access and Permissions on the authorize URL; the API is at /api/v2/',
      ...UNCHECKED,
    },
  ],
}
