/** Shops. */
import type { Preset, PresetVariable } from '../preset.ts'
import { DOCUMENTED, ISSUE, SOURCE_CODE, UNCHECKED } from './sources.ts'

const SHOP: readonly PresetVariable[] = [
  {
    name: 'site',
    meaning: 'the URL of the shop',
    example: 'https://shop.example.com',
    kind: 'site',
  },
]

export const magento2: Preset = {
  name: 'magento2',
  title: 'Magento 2 and Adobe Commerce',
  status: 'alive',
  note: 'the shop posts key, secret and verifier to your program; an integration can also have a ready-made token',
  variables: SHOP,
  apiUrl: '{site}/rest/V1/',
  legs: 'two',
  settings: {
    requestTokenUrl: '{site}/oauth/token/request',
    accessTokenUrl: '{site}/oauth/token/access',
    signatureMethod: 'HMAC-SHA256',
    callbackMode: 'none',
  },
  facts: [
    {
      fact: 'the two URLs, and no redirect: the shop posts oauth_verifier to the client',
      ...DOCUMENTED,
    },
    { fact: 'since 2.4.4 the only method is HMAC-SHA256', ...ISSUE },
    { fact: 'no oauth_callback is sent', ...DOCUMENTED },
    { fact: 'the API is at /rest/V1/', ...UNCHECKED },
  ],
}

export const magento1: Preset = {
  name: 'magento1',
  title: 'Magento 1',
  status: 'legacy',
  note: 'administrators approve at /admin/oauth_authorize: set authorizeUrl to it',
  variables: SHOP,
  apiUrl: '{site}/api/rest/',
  legs: 'three',
  settings: {
    requestTokenUrl: '{site}/oauth/initiate',
    authorizeUrl: '{site}/oauth/authorize',
    accessTokenUrl: '{site}/oauth/token',
    problemField: 'messages.error.0.message',
  },
  facts: [
    { fact: 'the URLs', ...DOCUMENTED },
    { fact: 'the methods are HMAC-SHA1, RSA-SHA1 and PLAINTEXT', ...DOCUMENTED },
    { fact: 'refusals have an oauth_problem and a number', ...DOCUMENTED },
    {
      fact: 'the API puts its oauth_problem into the message of the first error of its JSON',
      ...DOCUMENTED,
    },
    { fact: 'the API is at /api/rest/', ...UNCHECKED },
  ],
}

export const woocommerce: Preset = {
  name: 'woocommerce',
  title: 'WooCommerce over http',
  status: 'alive',
  note: 'only for http: over https, WooCommerce accepts key and secret with HTTP Basic',
  variables: [{ ...SHOP[0]!, example: 'http://shop.example.com' }],
  apiUrl: '{site}/wp-json/wc/v3/',
  legs: 'none',
  settings: { transmission: 'query', rawKey: true },
  facts: [
    { fact: 'one leg: there is no token', ...DOCUMENTED },
    { fact: 'the parameters are in the query', ...DOCUMENTED },
    { fact: 'the source also reads the header and the form', ...SOURCE_CODE },
    { fact: 'the key is the secret without encoding, and an ampersand', ...SOURCE_CODE },
    {
      fact: 'the base string has the home URL of the site, and not that of the Host header',
      ...SOURCE_CODE,
    },
    { fact: 'a timestamp is valid for 15 minutes; HMAC-SHA1 and HMAC-SHA256', ...SOURCE_CODE },
  ],
}

export const cardmarket: Preset = {
  name: 'cardmarket',
  title: 'Cardmarket (MKM)',
  status: 'legacy',
  note: 'log in as Cardmarket documents it, and use getSession with its token; a widget has an empty token. No new keys',
  variables: [],
  apiUrl: 'https://api.cardmarket.com/ws/v2.0/',
  legs: 'none',
  settings: { urlAsRealm: true },
  facts: [
    {
      fact: 'the realm is required, and is the URL of the request without its query',
      ...DOCUMENTED,
    },
    { fact: 'a widget sends an empty token', ...DOCUMENTED },
    { fact: 'new applications get no keys', ...DOCUMENTED },
    { fact: 'the API is at https://api.cardmarket.com/ws/v2.0/', ...UNCHECKED },
  ],
}
