// The behaviour of real services, for the sandbox. It is written independently of the presets, so
// that the sandbox refuses a preset with a wrong URL, method or parameter.
import type { PresetOptions } from '../../../src/flow/index.ts'
import type { SandboxBehaviour, SandboxUrls } from '../../../devtools/src/sandbox/index.ts'

export interface RealService {
  readonly preset: string
  readonly variables?: Readonly<Record<string, string>>
  readonly behaviour: SandboxBehaviour
  /** The origin of the API. */
  readonly api: string
  /** What the registration gives in addition to a consumer key. */
  readonly registered?: 'secret' | 'key pair' | 'nothing'
  /** How a user logs in. Defaults to `callback`. */
  readonly by?: 'callback' | 'pin' | 'two legs' | 'ready-made token' | 'no token'
  /**
   * A name for a quirk of the preset, the option that undoes it, and the error of the service
   * without it.
   */
  readonly needs?: Readonly<
    Record<string, readonly [undone: Partial<PresetOptions>, refusal: RegExp]>
  >
}

const ABSENT = /parameter_absent|400/
const REJECTED = /parameter_rejected/
const METHOD = /405/
const SIGNATURE = /signature_method_rejected/
const PAGE = /the service shows/

const urls = (
  requestToken: string,
  authorize: string,
  accessToken: string,
  others = {},
): Partial<SandboxUrls> => ({ requestToken, authorize, accessToken, ...others })

const dataCenter = (preset: string): RealService => ({
  preset,
  variables: { site: 'https://tracker.example.com/base/' },
  registered: 'key pair',
  api: 'https://tracker.example.com',
  behaviour: {
    urls: urls(
      'https://tracker.example.com/base/plugins/servlet/oauth/request-token',
      'https://tracker.example.com/base/plugins/servlet/oauth/authorize',
      'https://tracker.example.com/base/plugins/servlet/oauth/access-token',
    ),
    signatureMethods: ['RSA-SHA1'],
  },
  needs: {
    'RSA-SHA1': [
      { signatureMethod: 'HMAC-SHA1', consumerSecret: 'secret of the client' },
      SIGNATURE,
    ],
  },
})

/** Three legs at fixed URLs, with POST and HMAC-SHA1. */
function plain(
  preset: string,
  places: Partial<SandboxUrls>,
  api: string,
  more: SandboxBehaviour = {},
): RealService {
  const post = { requestTokenMethods: ['POST'], accessTokenMethods: ['POST'] }
  return {
    preset,
    api,
    behaviour: { urls: places, origins: [api], signatureMethods: ['HMAC-SHA1'], ...post, ...more },
  }
}

export const REAL_SERVICES: readonly RealService[] = [
  dataCenter('jira'),
  dataCenter('confluence'),
  dataCenter('bitbucket-data-center'),
  plain(
    'trello',
    urls(
      'https://trello.com/1/OAuthGetRequestToken',
      'https://trello.com/1/OAuthAuthorizeToken',
      'https://trello.com/1/OAuthGetAccessToken',
    ),
    'https://api.trello.com',
  ),
  plain(
    'x',
    urls(
      'https://api.x.com/oauth/request_token',
      'https://api.x.com/oauth/authorize',
      'https://api.x.com/oauth/access_token',
      { revoke: 'https://api.x.com/1.1/oauth/invalidate_token' },
    ),
    'https://api.x.com',
  ),
  plain(
    'tumblr',
    urls(
      'https://www.tumblr.com/oauth/request_token',
      'https://www.tumblr.com/oauth/authorize',
      'https://www.tumblr.com/oauth/access_token',
    ),
    'https://api.tumblr.com',
  ),
  plain(
    'plurk',
    urls(
      'https://www.plurk.com/OAuth/request_token',
      'https://www.plurk.com/OAuth/authorize',
      'https://www.plurk.com/OAuth/access_token',
    ),
    'https://www.plurk.com',
  ),
  plain(
    'flickr',
    urls(
      'https://www.flickr.com/services/oauth/request_token',
      'https://www.flickr.com/services/oauth/authorize',
      'https://www.flickr.com/services/oauth/access_token',
    ),
    'https://www.flickr.com',
  ),
  plain(
    'smugmug',
    urls(
      'https://api.smugmug.com/services/oauth/1.0a/getRequestToken',
      'https://api.smugmug.com/services/oauth/1.0a/authorize',
      'https://api.smugmug.com/services/oauth/1.0a/getAccessToken',
    ),
    'https://api.smugmug.com',
  ),
  plain(
    'zotero',
    urls(
      'https://www.zotero.org/oauth/request',
      'https://www.zotero.org/oauth/authorize',
      'https://www.zotero.org/oauth/access',
    ),
    'https://api.zotero.org',
    { replyFields: { userID: '7', username: 'me' } },
  ),
  plain(
    'ravelry',
    urls(
      'https://www.ravelry.com/oauth/request_token',
      'https://www.ravelry.com/oauth/authorize',
      'https://www.ravelry.com/oauth/access_token',
    ),
    'https://api.ravelry.com',
  ),
  plain(
    'garmin',
    urls(
      'https://connectapi.garmin.com/oauth-service/oauth/request_token',
      'https://connect.garmin.com/oauthConfirm',
      'https://connectapi.garmin.com/oauth-service/oauth/access_token',
    ),
    'https://apis.garmin.com',
  ),
  plain(
    'fatsecret',
    urls(
      'https://www.fatsecret.com/oauth/request_token',
      'https://www.fatsecret.com/oauth/authorize',
      'https://www.fatsecret.com/oauth/access_token',
    ),
    'https://platform.fatsecret.com',
  ),
  plain(
    'alchemer',
    urls(
      'https://api.alchemer.com/head/oauth/request_token',
      'https://api.alchemer.com/head/oauth/authenticate',
      'https://api.alchemer.com/head/oauth/access_token',
    ),
    'https://api.alchemer.com',
  ),
  plain(
    'aweber',
    urls(
      'https://auth.aweber.com/1.0/oauth/request_token',
      'https://auth.aweber.com/1.0/oauth/authorize',
      'https://auth.aweber.com/1.0/oauth/access_token',
    ),
    'https://api.aweber.com',
  ),
  {
    preset: 'discogs',
    variables: { application: 'MyApp/1.0 +https://example.com' },
    api: 'https://api.discogs.com',
    behaviour: {
      urls: urls(
        'https://api.discogs.com/oauth/request_token',
        'https://www.discogs.com/oauth/authorize',
        'https://api.discogs.com/oauth/access_token',
      ),
      requestTokenMethods: ['GET'],
      accessTokenMethods: ['POST'],
      signatureMethods: ['PLAINTEXT', 'HMAC-SHA1'],
      headers: { 'User-Agent': 'MyApp/1.0 +https://example.com' },
    },
    needs: {
      'its own User-Agent': [{ headers: { 'user-agent': 'node' } }, ABSENT],
      GET: [{ requestTokenMethod: 'POST' }, METHOD],
    },
  },
  {
    preset: 'evernote',
    api: 'https://www.evernote.com',
    behaviour: {
      urls: urls(
        'https://www.evernote.com/oauth',
        'https://www.evernote.com/OAuth.action',
        'https://www.evernote.com/oauth',
      ),
      requestTokenMethods: ['GET'],
      accessTokenMethods: ['GET'],
      emptyTokenSecret: true,
      replyFields: { edam_shard: 's1', edam_expires: '1700000000000' },
    },
    needs: {
      'GET for one': [{ requestTokenMethod: 'POST' }, METHOD],
      'GET for both': [{ accessTokenMethod: 'POST' }, METHOD],
    },
  },
  {
    preset: 'mediawiki',
    variables: { site: 'meta.wikimedia.org/w' },
    api: 'https://meta.wikimedia.org',
    by: 'pin',
    behaviour: {
      urls: urls(
        'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/initiate',
        'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/authorize',
        'https://meta.wikimedia.org/w/index.php?title=Special:OAuth/token',
      ),
      callbackMode: 'oob',
      authorizeConsumerKeyName: 'oauth_consumer_key',
      refusalsAs200: true,
    },
    needs: {
      oob: [{ callbackMode: 'none' }, /login-unavailable/],
      'the consumer key on the authorize URL': [{ authorizeConsumerKeyName: null }, PAGE],
      'errors that came with 200': [
        { consumerSecret: 'wrong' },
        /refused with status 200: Error: signature_invalid/,
      ],
    },
  },
  {
    preset: 'magento2',
    variables: { site: 'https://shop.example.com' },
    api: 'https://shop.example.com',
    by: 'two legs',
    behaviour: {
      urls: urls(
        'https://shop.example.com/oauth/token/request',
        '/nowhere',
        'https://shop.example.com/oauth/token/access',
      ),
      signatureMethods: ['HMAC-SHA256'],
      callbackMode: 'none',
      confirmsCallback: false,
      grantedVerifier: 'posted by the shop',
    },
    needs: {
      'no callback': [{ callbackMode: 'oob' }, REJECTED],
      'HMAC-SHA256': [{ signatureMethod: 'HMAC-SHA1' }, SIGNATURE],
    },
  },
  {
    preset: 'magento1',
    variables: { site: 'https://old.example.com/shop' },
    api: 'https://old.example.com',
    behaviour: {
      urls: urls(
        'https://old.example.com/shop/oauth/initiate',
        'https://old.example.com/shop/oauth/authorize',
        'https://old.example.com/shop/oauth/token',
      ),
      signatureMethods: ['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT'],
    },
  },
  {
    // Its keys hold no character that percent-encoding changes; raw-key.test.ts shows the key
    // itself.
    preset: 'woocommerce',
    variables: { site: 'http://shop.example.com' },
    api: 'http://shop.example.com',
    by: 'no token',
    behaviour: {
      origins: ['http://shop.example.com'],
      transmissions: ['query'],
      signatureMethods: ['HMAC-SHA1', 'HMAC-SHA256'],
    },
    needs: { 'the query': [{ transmission: 'header' }, REJECTED] },
  },
  {
    preset: 'cardmarket',
    api: 'https://api.cardmarket.com',
    by: 'ready-made token',
    behaviour: { origins: ['https://api.cardmarket.com'], realm: 'request-url' },
    needs: {
      'the URL as realm': [{ urlAsRealm: false, realm: 'https://api.cardmarket.com/' }, REJECTED],
    },
  },
  {
    preset: 'etrade',
    api: 'https://api.etrade.com',
    by: 'pin',
    behaviour: {
      urls: urls(
        'https://api.etrade.com/oauth/request_token',
        'https://us.etrade.com/e/t/etws/authorize',
        'https://api.etrade.com/oauth/access_token',
        {
          renew: 'https://api.etrade.com/oauth/renew_access_token',
          revoke: 'https://api.etrade.com/oauth/revoke_access_token',
        },
      ),
      requestTokenMethods: ['GET'],
      accessTokenMethods: ['GET'],
      renewMethods: ['GET'],
      revokeMethods: ['GET'],
      signatureMethods: ['HMAC-SHA1'],
      realm: '',
      callbackMode: 'oob',
      authorizeTokenName: 'token',
      authorizeConsumerKeyName: 'key',
      renewal: 'same-token',
      tokenLifetime: 7200,
    },
    needs: {
      GET: [{ requestTokenMethod: 'POST' }, METHOD],
      'an empty realm': [{ realm: null }, REJECTED],
      'the name of the token': [{ authorizeTokenName: 'oauth_token' }, PAGE],
      'the name of the key': [{ authorizeConsumerKeyName: 'oauth_consumer_key' }, PAGE],
    },
  },
  {
    preset: 'netsuite',
    variables: { account: '1234567-sb1' },
    api: 'https://1234567-sb1.restlets.api.netsuite.com',
    behaviour: {
      urls: urls(
        'https://1234567-sb1.restlets.api.netsuite.com/rest/requesttoken',
        'https://1234567-sb1.app.netsuite.com/app/login/secure/authorizetoken.nl',
        'https://1234567-sb1.restlets.api.netsuite.com/rest/accesstoken',
      ),
      signatureMethods: ['HMAC-SHA256'],
      realm: '1234567_SB1',
    },
    needs: {
      'the realm': [{ realm: '1234567-sb1' }, REJECTED],
      'HMAC-SHA256': [{ signatureMethod: 'HMAC-SHA1' }, SIGNATURE],
    },
  },
  {
    preset: 'mastercard',
    api: 'https://api.mastercard.com',
    registered: 'key pair',
    by: 'no token',
    behaviour: {
      origins: ['https://api.mastercard.com'],
      signatureMethods: ['RSA-SHA256'],
      bodyHash: 'SHA-256',
    },
    needs: {
      'RSA-SHA256': [{ signatureMethod: 'RSA-SHA1' }, SIGNATURE],
      'the body hash': [{ bodyHash: null }, ABSENT],
      SHA: [{ bodyHash: 'SHA-1' }, ABSENT],
    },
  },
  {
    preset: 'sellsy',
    api: 'https://apifeed.sellsy.com',
    behaviour: {
      urls: urls(
        'https://apifeed.sellsy.com/0/request_token',
        'https://apifeed.sellsy.com/0/login.php',
        'https://apifeed.sellsy.com/0/oauth/access_token',
      ),
      signatureMethods: ['PLAINTEXT'],
      replyType: 'text/html',
    },
    needs: { PLAINTEXT: [{ signatureMethod: 'HMAC-SHA1' }, SIGNATURE] },
  },
  {
    preset: 'tripit',
    api: 'https://api.tripit.com',
    behaviour: {
      urls: urls(
        'https://api.tripit.com/oauth/request_token',
        'https://www.tripit.com/oauth/authorize',
        'https://api.tripit.com/oauth/access_token',
      ),
      callbackMode: 'authorize',
      confirmsCallback: false,
      verifier: false,
    },
    needs: {
      'the callback on the authorize URL': [{ callbackMode: 'request' }, REJECTED],
      'no verifier': [{ requireVerifier: true }, /authorization-denied.*no verifier/],
    },
  },
  {
    preset: 'wordpress',
    variables: { site: 'https://blog.example.com/press' },
    api: 'https://blog.example.com',
    behaviour: {
      urls: urls(
        'https://blog.example.com/press/oauth1/request',
        'https://blog.example.com/press/oauth1/authorize',
        'https://blog.example.com/press/oauth1/access',
      ),
      signatureMethods: ['HMAC-SHA1'],
    },
  },
  {
    preset: 'keystone',
    variables: { site: 'https://keystone.example.com:5000', project: 'b9fca3' },
    api: 'https://keystone.example.com:5000',
    by: 'two legs',
    behaviour: {
      urls: urls(
        'https://keystone.example.com:5000/v3/OS-OAUTH1/request_token',
        '/nowhere',
        'https://keystone.example.com:5000/v3/OS-OAUTH1/access_token',
      ),
      status: 201,
      confirmsCallback: false,
      callbackMode: 'oob',
      grantedVerifier: 'told by whoever allowed it',
      headers: { 'Requested-Project-Id': 'b9fca3' },
    },
    needs: {
      'a waived confirmation': [{ requireCallbackConfirmed: true }, /callback-unconfirmed/],
      'the project': [{ headers: { 'requested-project-id': 'other' } }, ABSENT],
    },
  },
  {
    preset: 'lti',
    api: 'https://lms.example.com',
    by: 'no token',
    behaviour: { origins: ['https://lms.example.com'], transmissions: ['body'] },
    needs: { 'the body': [{ transmission: 'header' }, REJECTED] },
  },
  {
    preset: 'launchpad',
    api: 'https://api.launchpad.net',
    registered: 'nothing',
    behaviour: {
      urls: urls(
        'https://launchpad.net/+request-token',
        'https://launchpad.net/+authorize-token',
        'https://launchpad.net/+access-token',
      ),
      origins: ['https://api.launchpad.net'],
      signatureMethods: ['PLAINTEXT'],
      callbackMode: 'authorize',
      confirmsCallback: false,
      verifier: false,
      replyFormat: 'json',
    },
    needs: {
      PLAINTEXT: [{ signatureMethod: 'HMAC-SHA1' }, SIGNATURE],
      'an empty consumer secret': [{ consumerSecret: 'x' }, /signature_invalid/],
    },
  },
]
