/** Money, accounts and customers. */
import type { Preset } from '../preset.ts'
import { DOCUMENTED, GRANT, SCRIBEJAVA, SOURCE_CODE, UNCHECKED } from './sources.ts'

export const etrade: Preset = {
  name: 'etrade',
  title: 'E*TRADE',
  status: 'alive',
  note: 'a token is inactive after two hours without a call, and expires at midnight in New York',
  variables: [],
  apiUrl: 'https://api.etrade.com/v1/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.etrade.com/oauth/request_token',
    authorizeUrl: 'https://us.etrade.com/e/t/etws/authorize',
    accessTokenUrl: 'https://api.etrade.com/oauth/access_token',
    renewUrl: 'https://api.etrade.com/oauth/renew_access_token',
    revokeUrl: 'https://api.etrade.com/oauth/revoke_access_token',
    requestTokenMethod: 'GET',
    accessTokenMethod: 'GET',
    renewMethod: 'GET',
    revokeMethod: 'GET',
    renewKeepsToken: true,
    realm: '',
    callbackMode: 'oob',
    authorizeTokenName: 'token',
    authorizeConsumerKeyName: 'key',
  },
  facts: [
    {
      fact: 'the URLs but the one to authorize; the calls are GET, the method is HMAC-SHA1',
      ...DOCUMENTED,
    },
    { fact: 'renewing reactivates the same token', ...DOCUMENTED },
    { fact: 'a timestamp is valid for five minutes, and the realm is empty', ...DOCUMENTED },
    { fact: 'the authorize URL, with key and token; the callback is oob', ...UNCHECKED },
    { fact: 'the API is at /v1/, and its sandbox at apisb.etrade.com', ...UNCHECKED },
  ],
}

export const netsuite: Preset = {
  name: 'netsuite',
  title: 'NetSuite, token-based authentication',
  status: 'ending',
  note: 'no new integrations from 2027.1 on; most have a ready-made token, which getSession takes',
  variables: [
    {
      name: 'account',
      kind: 'label',
      meaning: 'the account ID, as in the company information',
      example: '1234567_SB1',
    },
  ],
  apiUrl: 'https://{account:host}.suitetalk.api.netsuite.com/services/rest/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://{account:host}.restlets.api.netsuite.com/rest/requesttoken',
    authorizeUrl: 'https://{account:host}.app.netsuite.com/app/login/secure/authorizetoken.nl',
    accessTokenUrl: 'https://{account:host}.restlets.api.netsuite.com/rest/accesstoken',
    signatureMethod: 'HMAC-SHA256',
    realm: '{account:upper}',
  },
  facts: [
    { fact: 'the URLs to request and to authorize', ...DOCUMENTED },
    { fact: 'the URL of the access token', ...UNCHECKED },
    { fact: 'the only method is HMAC-SHA256', ...DOCUMENTED },
    { fact: 'the realm is the account in upper case, with _SB1 for a sandbox', ...DOCUMENTED },
    {
      fact: 'a nonce has 6 to 64 letters and digits; a denial has an empty verifier',
      ...DOCUMENTED,
    },
    { fact: 'no new integrations from 2027.1 on', ...DOCUMENTED },
    { fact: 'the API is at suitetalk.api.netsuite.com', ...UNCHECKED },
  ],
}

export const mastercard: Preset = {
  name: 'mastercard',
  title: 'Mastercard',
  status: 'alive',
  note: 'calls are signed with the private key of the project, without a token',
  variables: [],
  apiUrl: 'https://api.mastercard.com/',
  legs: 'none',
  settings: { signatureMethod: 'RSA-SHA256', bodyHash: 'SHA-256' },
  facts: [
    { fact: 'the method is RSA-SHA256', ...DOCUMENTED },
    { fact: 'every call has the SHA-256 of its body as oauth_body_hash', ...DOCUMENTED },
    { fact: 'the signer of npm, 1.2.0, also knows RSA-PSS', ...SOURCE_CODE },
    { fact: 'the API is at https://api.mastercard.com/', ...UNCHECKED },
  ],
}

export const sellsy: Preset = {
  name: 'sellsy',
  title: 'Sellsy v1',
  status: 'legacy',
  note: null,
  variables: [],
  apiUrl: 'https://apifeed.sellsy.com/0/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://apifeed.sellsy.com/0/request_token',
    authorizeUrl: 'https://apifeed.sellsy.com/0/login.php',
    accessTokenUrl: 'https://apifeed.sellsy.com/0/oauth/access_token',
    signatureMethod: 'PLAINTEXT',
  },
  facts: [
    {
      fact: 'the three URLs; the Content-Type of its replies does not say that they are forms',
      ...GRANT,
    },
    { fact: 'the method is PLAINTEXT', ...UNCHECKED },
  ],
}

export const alchemer: Preset = {
  name: 'alchemer',
  title: 'Alchemer',
  status: 'legacy',
  note: 'it is not known whether it still answers',
  variables: [],
  apiUrl: null,
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://api.alchemer.com/head/oauth/request_token',
    authorizeUrl: 'https://api.alchemer.com/head/oauth/authenticate',
    accessTokenUrl: 'https://api.alchemer.com/head/oauth/access_token',
  },
  facts: [{ fact: 'the three URLs', ...GRANT }],
}

export const aweber: Preset = {
  name: 'aweber',
  title: 'AWeber 1.0',
  status: 'legacy',
  note: 'newer clients use OAuth 2.0; it is not known whether OAuth 1.0 still works',
  variables: [],
  apiUrl: 'https://api.aweber.com/1.0/',
  legs: 'three',
  settings: {
    requestTokenUrl: 'https://auth.aweber.com/1.0/oauth/request_token',
    authorizeUrl: 'https://auth.aweber.com/1.0/oauth/authorize',
    accessTokenUrl: 'https://auth.aweber.com/1.0/oauth/access_token',
  },
  facts: [
    { fact: 'the three URLs', ...SCRIBEJAVA },
    { fact: 'it moved to OAuth 2.0; the API is at https://api.aweber.com/1.0/', ...UNCHECKED },
  ],
}
