/** Sport, food and travel. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, ISSUE, UNCHECKED } from './sources.ts'

export const garmin: Preset = {
  name: 'garmin',
  title: 'Garmin Connect',
  status: 'ending',
  note: 'it retires on 2026-12-31: newer clients use OAuth 2.0',
  variables: [],
  apiUrl: 'https://apis.garmin.com/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://connectapi.garmin.com/oauth-service/oauth/request_token',
    authorizeUrl: 'https://connect.garmin.com/oauthConfirm',
    accessTokenUrl: 'https://connectapi.garmin.com/oauth-service/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs', ...GRANT },
    { fact: 'it retires on 2026-12-31', ...ISSUE },
    {
      fact: 'oauthConfirm takes oauth_callback too; the API is at https://apis.garmin.com/',
      ...UNCHECKED,
    },
  ],
}

export const fatsecret: Preset = {
  name: 'fatsecret',
  title: 'FatSecret',
  status: 'alive',
  note: 'most of the API needs no user: use getSession(null)',
  variables: [],
  apiUrl: 'https://platform.fatsecret.com/rest/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://www.fatsecret.com/oauth/request_token',
    authorizeUrl: 'https://www.fatsecret.com/oauth/authorize',
    accessTokenUrl: 'https://www.fatsecret.com/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs; POST, where an earlier page had GET', ...DOCUMENTED },
    { fact: 'the only method is HMAC-SHA1', ...DOCUMENTED },
    { fact: 'calls without a token are signed too; oob works', ...DOCUMENTED },
    { fact: 'the API is at https://platform.fatsecret.com/rest/', ...UNCHECKED },
  ],
}

export const tripit: Preset = {
  name: 'tripit',
  title: 'TripIt',
  status: 'legacy',
  note: 'OAuth 1.0 has no verifier, so a login can be hijacked: only approve a login that you began',
  variables: [],
  apiUrl: 'https://api.tripit.com/v1/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.tripit.com/oauth/request_token',
    authorizeUrl: 'https://www.tripit.com/oauth/authorize',
    accessTokenUrl: 'https://api.tripit.com/oauth/access_token',
    callbackMode: 'authorize',
    requireVerifier: false,
  },
  facts: [
    { fact: 'the three URLs, oauth_callback on the authorize URL, and no verifier', ...GRANT },
    { fact: 'it is alive, and its API is at https://api.tripit.com/v1/', ...UNCHECKED },
  ],
}
